namespace LocalCascade.Proxy.Pipeline;

/// <summary>
/// How a model family lays out prefix and suffix in the text of a prompt (fill in the middle, arXiv 2207.14255), after the
/// families' model cards. Engines turn the markers into special tokens themselves.
/// </summary>
internal sealed class FimLayout
{
    /// <summary>The name for engines that take prompt and suffix apart.</summary>
    public const string Engine = "engine";

    private const string Prefix = "{prefix}";
    private const string Suffix = "{suffix}";

    private static readonly Dictionary<string, FimLayout> Families = new(StringComparer.OrdinalIgnoreCase)
    {
        ["qwen"] = new("<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>", "<|file_sep|>", ["<|fim_pad|>", "<|file_sep|>", "<|repo_name|>", "<|endoftext|>"]),
        ["codegemma"] = new("<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>", "<|file_separator|>", ["<|file_separator|>"]),
        ["starcoder"] = new("<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>", "<file_sep>", ["<file_sep>", "<|endoftext|>"]),
        ["mellum"] = new("<fim_suffix>{suffix}<fim_prefix>{prefix}<fim_middle>", "<filename>", ["<filename>", "<|endoftext|>"]),
        ["deepseek"] = new("<｜fim▁begin｜>{prefix}<｜fim▁hole｜>{suffix}<｜fim▁end｜>", null, []),
        ["codellama"] = new("<PRE> {prefix} <SUF>{suffix} <MID>", null, ["<EOT>"]),
        ["codestral"] = new("[SUFFIX]{suffix}[PREFIX]{prefix}", null, []),
    };

    private readonly string _start;
    private readonly string _between;
    private readonly string _end;
    private readonly bool _suffixFirst;
    private readonly string[] _markers;

    private FimLayout(string template, string? fileSeparator, string[] stop)
    {
        var prefixAt = template.IndexOf(Prefix, StringComparison.Ordinal);
        var suffixAt = template.IndexOf(Suffix, StringComparison.Ordinal);
        _suffixFirst = suffixAt < prefixAt;
        var (first, firstLength, second, secondLength) = _suffixFirst ? (suffixAt, Suffix.Length, prefixAt, Prefix.Length) : (prefixAt, Prefix.Length, suffixAt, Suffix.Length);
        _start = template[..first];
        _between = template[(first + firstLength)..second];
        _end = template[(second + secondLength)..];
        FileSeparator = fileSeparator;
        Stop = stop;
        _markers = [.. new[] { _start.Trim(), _between.Trim(), _end.Trim(), fileSeparator ?? "" }.Concat(stop).Where(marker => marker.Length > 1).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The families' names.</summary>
    public static IEnumerable<string> Names => Families.Keys;

    /// <summary>What introduces another file's path and text; null where the family has no such marker.</summary>
    public string? FileSeparator { get; }

    /// <summary>Texts that end the middle.</summary>
    public IReadOnlyList<string> Stop { get; }

    /// <summary>A family's layout by its name, or the one that a template describes; null for neither.</summary>
    public static FimLayout? Find(string nameOrTemplate) =>
        Families.TryGetValue(nameOrTemplate, out var family) ? family
        : nameOrTemplate.Contains(Prefix, StringComparison.Ordinal) && nameOrTemplate.Contains(Suffix, StringComparison.Ordinal) ? new(nameOrTemplate, null, [])
        : null;

    /// <summary>The prompt's text. Markers inside the user's own text are broken by a blank, so that code about models cannot end its own prompt.</summary>
    public string Lay(string context, string prefix, string suffix)
    {
        (prefix, suffix) = (Neutralise(prefix), Neutralise(suffix));
        return _suffixFirst ? string.Concat(context, string.Concat(_start, suffix, _between, prefix), _end)
            : string.Concat(context, string.Concat(_start, prefix, _between, suffix), _end);
    }

    /// <summary>Another file, as it stands in front of the prompt.</summary>
    public string LayFile(string path, string text) => $"{FileSeparator}{Neutralise(path)}\n{Neutralise(text)}\n";

    private string Neutralise(string text)
    {
        foreach (var marker in _markers)
        {
            if (text.Contains(marker, StringComparison.Ordinal))
            {
                text = text.Replace(marker, $"{marker[0]} {marker[1..]}", StringComparison.Ordinal);
            }
        }

        return text;
    }
}
