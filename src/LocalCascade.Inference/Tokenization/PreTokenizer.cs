using System.Text.Json;
using System.Text.RegularExpressions;

namespace LocalCascade.Inference.Tokenization;

/// <summary>Cuts a text into the pieces that BPE merges within: the <c>pre_tokenizer</c> of tokenizer.json.</summary>
internal sealed class PreTokenizer
{
    private readonly List<Step> _steps = [];

    private PreTokenizer()
    {
    }

    /// <summary>Whether the text is cut at all; if not, merges can reach across the whole text.</summary>
    public bool Splits => _steps.Count > 0;

    /// <summary>Set by a ByteLevel step: tokens are made of bytes' stand-ins.</summary>
    public bool ByteLevel { get; private set; }

    /// <summary>Whether a space is put before a text that does not begin with one (ByteLevel's add_prefix_space).</summary>
    public bool AddPrefixSpace { get; private set; }

    /// <summary>Set by a Metaspace step: spaces become U+2581.</summary>
    public bool Metaspace { get; private set; }

    /// <summary>Whether Metaspace puts one before the text.</summary>
    public bool MetaspacePrepends { get; private set; }

    /// <exception cref="FormatException">The element asks for something that is not supported; the message names it.</exception>
    public static PreTokenizer Parse(JsonElement element)
    {
        var result = new PreTokenizer();
        result.Add(element);
        return result;
    }

    /// <summary>Appends the pieces of <paramref name="text"/> to <paramref name="pieces"/>, in order, as (start, length).</summary>
    public void Split(string text, List<(int Start, int Length)> pieces)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_steps.Count == 1)
        {
            _steps[0].Split(text, 0, text.Length, pieces);
            return;
        }

        var current = new List<(int Start, int Length)> { (0, text.Length) };
        foreach (var step in _steps)
        {
            var next = new List<(int Start, int Length)>();
            foreach (var (start, length) in current)
            {
                step.Split(text, start, length, next);
            }

            current = next;
        }

        pieces.AddRange(current);
    }

    private void Add(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var type = element.GetProperty("type").GetString();
        switch (type)
        {
            case "Sequence":
                foreach (var child in element.GetProperty("pretokenizers").EnumerateArray())
                {
                    Add(child);
                }

                break;
            case "ByteLevel":
                ByteLevel = true;
                AddPrefixSpace |= Flag(element, "add_prefix_space", absent: true);
                if (Flag(element, "use_regex", absent: true))
                {
                    _steps.Add(new(SplitPatterns.Get(SplitPatterns.Gpt2), KeepGaps: true, KeepMatches: true));
                }

                break;
            case "Digits":
                _steps.Add(new(new Regex(Flag(element, "individual_digits", absent: false) ? @"\p{N}" : @"\p{N}+", RegexOptions.CultureInvariant), KeepGaps: true, KeepMatches: true));
                break;
            case "Split":
                _steps.Add(ParseSplit(element));
                break;
            case "Metaspace":
                Metaspace = true;
                MetaspacePrepends = element.TryGetProperty("prepend_scheme", out var scheme) ? scheme.GetString() != "never" : Flag(element, "add_prefix_space", absent: true);
                if (Flag(element, "split", absent: true))
                {
                    _steps.Add(new(new Regex("\u2581[^\u2581]*", RegexOptions.CultureInvariant), KeepGaps: true, KeepMatches: true));
                }

                break;
            default:
                throw new FormatException($"the pre-tokenizer '{type}' is not supported");
        }
    }

    private static Step ParseSplit(JsonElement element)
    {
        var pattern = element.GetProperty("pattern");
        var expression = pattern.TryGetProperty("Regex", out var regex) ? regex.GetString()! : Regex.Escape(pattern.GetProperty("String").GetString()!);
        var behavior = element.GetProperty("behavior").GetString();
        var invert = Flag(element, "invert", absent: false);
        try
        {
            var matcher = SplitPatterns.Get(expression);
            return behavior switch
            {
                "Isolated" => new(matcher, KeepGaps: true, KeepMatches: true),
                "Removed" => new(matcher, KeepGaps: !invert, KeepMatches: invert),
                // A piece's own separator stays with it (Gemma, whose text has no such separator any more).
                "MergedWithPrevious" when !invert => new(new Regex($"(?:(?!{expression})[\\s\\S])*(?:{expression})|[\\s\\S]+", RegexOptions.CultureInvariant), KeepGaps: true, KeepMatches: true),
                _ => throw new FormatException($"the split behaviour '{behavior}' is not supported"),
            };
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"the split pattern is not understood: {error.Message}", error);
        }
    }

    private static bool Flag(JsonElement element, string name, bool absent) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : absent;

    private sealed record Step(Regex Matcher, bool KeepGaps, bool KeepMatches)
    {
        public void Split(string text, int start, int length, List<(int Start, int Length)> pieces)
        {
            // Each piece is split by itself: what the pattern looks ahead to ends with the piece.
            var span = text.AsSpan(start, length);
            var end = 0;
            foreach (var match in Matcher.EnumerateMatches(span))
            {
                if (match.Length == 0)
                {
                    continue;
                }

                if (match.Index > end && KeepGaps)
                {
                    pieces.Add((start + end, match.Index - end));
                }

                if (KeepMatches)
                {
                    pieces.Add((start + match.Index, match.Length));
                }

                end = match.Index + match.Length;
            }

            if (end < length && KeepGaps)
            {
                pieces.Add((start + end, length - end));
            }
        }
    }
}
