using LocalCascade.Inference.Tokenization;

namespace LocalCascade.Inference.Models;

/// <summary>
/// How a model family lays out prefix and suffix for filling in the middle (arXiv 2207.14255), as token ids. The layouts are
/// those of the families' model cards.
/// </summary>
public sealed class FimTemplate
{
    private const string PrefixMark = "{prefix}";
    private const string SuffixMark = "{suffix}";

    private static readonly (string Family, string Template, string[] Stop, string? FileSeparator)[] Families =
    [
        ("Qwen-Coder, CodeGemma", "<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>", ["<|endoftext|>", "<|fim_pad|>", "<|file_sep|>", "<|repo_name|>", "<|file_separator|>"], "<|file_sep|>"),
        ("Mellum", "<fim_suffix>{suffix}<fim_prefix>{prefix}<fim_middle>", ["<|endoftext|>", "<filename>"], "<filename>"),
        ("StarCoder, Granite", "<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>", ["<|endoftext|>", "<file_sep>", "<filename>"], "<file_sep>"),
        ("SantaCoder", "<fim-prefix>{prefix}<fim-suffix>{suffix}<fim-middle>", ["<|endoftext|>"], null),
        ("DeepSeek-Coder", "<｜fim▁begin｜>{prefix}<｜fim▁hole｜>{suffix}<｜fim▁end｜>", ["<｜end▁of▁sentence｜>"], null),
        ("CodeLlama", "▁<PRE>{prefix}▁<SUF>{suffix}▁<MID>", ["▁<EOT>", "</s>"], null),
        ("CodeLlama", "<PRE>{prefix}<SUF>{suffix}<MID>", ["<EOT>", "</s>"], null),
        ("Codestral", "[SUFFIX]{suffix}[PREFIX]{prefix}", ["</s>"], null),
    ];

    private FimTemplate(string family, int[] start, bool suffixFirst, int[] between, int[] end, int[] stopTokens, int? fileSeparator)
    {
        Family = family;
        Start = start;
        SuffixFirst = suffixFirst;
        Between = between;
        End = end;
        StopTokens = stopTokens;
        FileSeparator = fileSeparator;
    }

    /// <summary>The family it was recognised as, or <c>localcascade.json</c>.</summary>
    public string Family { get; }

    /// <summary>Tokens before the first text, the begin-of-text token included where the tokenizer asks for one.</summary>
    public IReadOnlyList<int> Start { get; }

    /// <summary>Whether the suffix comes before the prefix.</summary>
    public bool SuffixFirst { get; }

    /// <summary>Tokens between the two texts.</summary>
    public IReadOnlyList<int> Between { get; }

    /// <summary>Tokens behind the second text; none where generation carries the prefix straight on.</summary>
    public IReadOnlyList<int> End { get; }

    /// <summary>Tokens that end the middle.</summary>
    public IReadOnlyList<int> StopTokens { get; }

    /// <summary>The token that introduces another file's text as context; null where the family has none.</summary>
    public int? FileSeparator { get; }

    /// <summary>
    /// Whether the prefix is the prompt's last part, so that typing appends to it. Otherwise text typed since the anchor
    /// goes behind the middle marker.
    /// </summary>
    public bool PrefixGrows => SuffixFirst && End.Count == 0;

    /// <summary>Finds the template: the model folder's own, else by the tokenizer's special tokens; null for none.</summary>
    /// <exception cref="InferenceException">The folder's template is malformed or names tokens that the tokenizer lacks.</exception>
    internal static FimTemplate? Recognise(Tokenizer tokenizer, ModelSettings settings)
    {
        if (settings.Template is { } template)
        {
            return Parse(tokenizer, "localcascade.json", template, settings.Stop, settings.FileSeparator, out var missing)
                ?? throw new InferenceException($"The FIM template '{template}' in localcascade.json cannot be used: {missing}.");
        }

        // Mellum and StarCoder share three tokens; Mellum marks files by <filename> and, unlike StarCoder, has no <file_sep>
        // (StarCoder 2) and no <commit_before> (StarCoder 1).
        var isMellum = tokenizer.TryGetSpecialToken("<filename>", out _) && !tokenizer.TryGetSpecialToken("<file_sep>", out _) && !tokenizer.TryGetSpecialToken("<commit_before>", out _);
        foreach (var (family, layout, stop, separator) in Families)
        {
            if (family == "Mellum" && !isMellum)
            {
                continue;
            }

            if (Parse(tokenizer, family, layout, stop, separator, out _) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static FimTemplate? Parse(Tokenizer tokenizer, string family, string template, IReadOnlyList<string> stop, string? fileSeparator, out string problem)
    {
        var prefixAt = template.IndexOf(PrefixMark, StringComparison.Ordinal);
        var suffixAt = template.IndexOf(SuffixMark, StringComparison.Ordinal);
        if (prefixAt < 0 || suffixAt < 0)
        {
            problem = "it needs both {prefix} and {suffix}";
            return null;
        }

        var suffixFirst = suffixAt < prefixAt;
        var (first, firstMark, second, secondMark) = suffixFirst ? (suffixAt, SuffixMark, prefixAt, PrefixMark) : (prefixAt, PrefixMark, suffixAt, SuffixMark);
        if (ToTokens(tokenizer, template[..first], out problem) is not { } start
            || ToTokens(tokenizer, template[(first + firstMark.Length)..second], out problem) is not { } between
            || ToTokens(tokenizer, template[(second + secondMark.Length)..], out problem) is not { } end)
        {
            return null;
        }

        if (tokenizer.BeginOfText is { } begin && (start.Length == 0 || start[0] != begin))
        {
            start = [begin, .. start];
        }

        var stops = stop.Select(s => tokenizer.TryGetSpecialToken(s, out var id) ? id : -1).Where(id => id >= 0);
        int? separator = fileSeparator is not null && tokenizer.TryGetSpecialToken(fileSeparator, out var separatorId) ? separatorId : null;
        return new(family, start, suffixFirst, between, end, [.. stops], separator);
    }

    // A run of special tokens, each the longest that fits.
    private static int[]? ToTokens(Tokenizer tokenizer, string text, out string problem)
    {
        problem = "";
        var ids = new List<int>();
        while (text.Length > 0)
        {
            var name = tokenizer.SpecialTokens.Keys.Where(key => text.StartsWith(key, StringComparison.Ordinal)).MaxBy(key => key.Length);
            if (name is null)
            {
                problem = $"the tokenizer has no special token at '{text}'";
                return null;
            }

            ids.Add(tokenizer.SpecialTokens[name]);
            text = text[name.Length..];
        }

        return [.. ids];
    }
}
