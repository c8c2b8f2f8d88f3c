namespace LocalCascade.Yardstick;

/// <summary>
/// A package's tokens in a row, and for each kind of token where it stands. A token is a word or a mark with the space before it;
/// indentation and blank lines do not count.
/// </summary>
internal sealed class NGramIndex
{
    /// <summary>The token that ends a line.</summary>
    public const int LineBreak = 0;

    private const int Order = 6;
    private const int Unknown = -1;
    private const int ContextLines = 8;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal) { ["\n"] = LineBreak };
    private readonly List<string> _texts = ["\n"];
    private readonly List<int> _tokens = [];
    private readonly List<int> _starts = [];
    private readonly Dictionary<string, (int From, int To)> _files = new(StringComparer.Ordinal);
    private readonly int[] _offsets;
    private readonly int[] _places;

    public NGramIndex(IEnumerable<CodeText> files)
    {
        foreach (var file in files)
        {
            // No run reaches over a file's beginning.
            for (var i = 1; i < Order; i++)
            {
                Add(Unknown, 0);
            }

            var from = _tokens.Count;
            foreach (var (text, start) in Tokenize(file.Text))
            {
                if (!_ids.TryGetValue(text, out var id))
                {
                    id = _ids[text] = _texts.Count;
                    _texts.Add(text);
                }

                Add(id, start);
            }

            _files[file.Uri] = (from, _tokens.Count);
        }

        (_offsets, _places) = Sort();
    }

    public string TextOf(int token) => _texts[token];

    /// <summary>The tokens before a cursor, the nearest last, and what has been typed of the next one: a space, part of a word, or both.</summary>
    public (List<int> Context, string Pending) ContextBefore(string before)
    {
        var from = before.Length;
        for (var i = 0; i < ContextLines && from > 0; i++)
        {
            from = before.LastIndexOf('\n', from - 1);
        }

        var text = before[Math.Max(0, from)..];
        var tokens = Tokenize(text).Select(token => token.Text).ToList();
        var pending = "";
        if (text.Length > 0 && IsWord(text[^1]))
        {
            pending = tokens[^1];
            tokens.RemoveAt(tokens.Count - 1);
        }
        else if (text.Length > 0 && text[^1] is ' ' or '\t' && tokens.Count > 0 && tokens[^1] != "\n")
        {
            pending = " ";
        }

        return ([.. tokens.Select(token => _ids.GetValueOrDefault(token, Unknown))], pending);
    }

    /// <summary>Which positions a hole touches, with those whose context it touches: they must not be known.</summary>
    public (int From, int To) PositionsOf(string uri, int start, int end)
    {
        var (from, to) = _files[uri];
        var first = from;
        while (first < to && _starts[first] + _texts[_tokens[first]].Length <= start)
        {
            first++;
        }

        var last = first;
        while (last < to && _starts[last] < end)
        {
            last++;
        }

        return (first, Math.Min(to, last + Order - 1));
    }

    /// <summary>The likeliest next token and its share among those seen; null where nothing fits.</summary>
    public (int Token, double Share)? Next(IReadOnlyList<int> context, string pending, (int From, int To) without, bool mayEnd)
    {
        var counts = new Dictionary<int, int>();
        var longest = 0;
        if (context.Count > 0 && context[^1] != Unknown)
        {
            for (var i = _offsets[context[^1]]; i < _offsets[context[^1] + 1]; i++)
            {
                var next = _places[i] + 1;
                if (next < _tokens.Count && IsFit(next, pending, without, mayEnd) && MatchBefore(next, context) is var length && length >= longest)
                {
                    if (length > longest)
                    {
                        counts.Clear();
                        longest = length;
                    }

                    counts[_tokens[next]] = counts.GetValueOrDefault(_tokens[next]) + 1;
                }
            }
        }

        if (counts.Count == 0 && pending.AsSpan().Trim().Length > 0)
        {
            for (var next = 0; next < _tokens.Count; next++)
            {
                if (IsFit(next, pending, without, mayEnd))
                {
                    counts[_tokens[next]] = counts.GetValueOrDefault(_tokens[next]) + 1;
                }
            }
        }

        if (counts.Count == 0)
        {
            return null;
        }

        var best = counts.MaxBy(count => count.Value);
        return (best.Key, best.Value / (1.0 + counts.Values.Sum()));
    }

    private bool IsFit(int position, string pending, (int From, int To) without, bool mayEnd) =>
        (position < without.From || position >= without.To) && _tokens[position] is not Unknown and var token
            && (token != LineBreak || mayEnd) && (pending.Length == 0 || _texts[token].StartsWith(pending, StringComparison.Ordinal));

    private int MatchBefore(int position, IReadOnlyList<int> context)
    {
        var length = 0;
        while (length < Order - 1 && length < context.Count && position - 1 - length >= 0 && context[^(length + 1)] != Unknown && _tokens[position - 1 - length] == context[^(length + 1)])
        {
            length++;
        }

        return length;
    }

    private void Add(int token, int start)
    {
        _tokens.Add(token);
        _starts.Add(start);
    }

    // Positions by token, by counting.
    private (int[] Offsets, int[] Places) Sort()
    {
        var offsets = new int[_texts.Count + 1];
        foreach (var token in _tokens.Where(token => token != Unknown))
        {
            offsets[token + 1]++;
        }

        for (var i = 1; i < offsets.Length; i++)
        {
            offsets[i] += offsets[i - 1];
        }

        var places = new int[offsets[^1]];
        var next = offsets[..^1].ToArray();
        for (var i = 0; i < _tokens.Count; i++)
        {
            if (_tokens[i] != Unknown)
            {
                places[next[_tokens[i]]++] = i;
            }
        }

        return (offsets, places);
    }

    private static IEnumerable<(string Text, int Start)> Tokenize(string text)
    {
        var lineStarts = true;
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            while (i < text.Length && text[i] is ' ' or '\t' or '\r')
            {
                i++;
            }

            if (i == text.Length)
            {
                break;
            }

            var begin = i++;
            if (text[begin] == '\n')
            {
                if (!lineStarts)
                {
                    yield return ("\n", begin);
                }

                lineStarts = true;
                continue;
            }

            if (IsWord(text[begin]))
            {
                while (i < text.Length && IsWord(text[i]))
                {
                    i++;
                }
            }

            var spaced = begin > start && !lineStarts;
            yield return (spaced ? " " + text[begin..i] : text[begin..i], spaced ? begin - 1 : begin);
            lineStarts = false;
        }
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
