namespace LocalCascade.Completion.Syntax;

/// <summary>
/// Walks over code and knows at every place whether it is in a string or a comment and which brackets are open. Not a
/// parser: it has to be right on half-written code, in any language, in microseconds.
/// </summary>
internal sealed class SyntaxScanner
{
    private readonly LanguageSyntax _language;
    private readonly List<OpenBracket> _open;
    private readonly List<(char Closer, int Offset)> _unmatched;
    private bool _inLineComment;
    private bool _inBlockComment;
    private int _position;

    public SyntaxScanner(LanguageSyntax language)
    {
        _language = language;
        _open = [];
        _unmatched = [];
    }

    private SyntaxScanner(SyntaxScanner other, bool keepOpen)
    {
        _language = other._language;
        _open = keepOpen ? [.. other._open] : [];
        _unmatched = [];
        (_inLineComment, _inBlockComment) = (other._inLineComment, other._inBlockComment);
        String = other.String;
    }

    /// <summary>The string literal that the place is in; null for none.</summary>
    public StringSyntax? String { get; private set; }

    public bool InComment => _inLineComment || _inBlockComment;

    public bool InCode => String is null && !InComment;

    /// <summary>Brackets that are open, the outermost first.</summary>
    public IReadOnlyList<OpenBracket> Open => _open;

    /// <summary>Closing brackets that closed nothing, with their offsets in what this scanner scanned.</summary>
    public IReadOnlyList<(char Closer, int Offset)> Unmatched => _unmatched;

    /// <summary>A scanner that goes on from this state, counting offsets from here; without <paramref name="keepOpen"/> it forgets which brackets are open.</summary>
    public SyntaxScanner Clone(bool keepOpen = true) => new(this, keepOpen);

    /// <summary>Goes on over <paramref name="text"/>, which follows what was scanned before.</summary>
    public void Scan(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length;)
        {
            var step = Step(text[i..], _position + i);
            i += step;
        }

        _position += text.Length;
    }

    public static bool IsOpener(char c) => c is '(' or '[' or '{';

    public static bool IsCloser(char c) => c is ')' or ']' or '}';

    public static char CloserOf(char opener) => opener switch { '(' => ')', '[' => ']', _ => '}' };

    private int Step(ReadOnlySpan<char> rest, int offset)
    {
        var c = rest[0];
        if (c is '\n' or '\r')
        {
            _inLineComment = false;
            if (String is { MultiLine: false })
            {
                String = null;
            }

            return 1;
        }

        if (_inLineComment)
        {
            return 1;
        }

        if (_inBlockComment)
        {
            var close = _language.BlockComment!.Value.Close;
            _inBlockComment = !rest.StartsWith(close, StringComparison.Ordinal);
            return _inBlockComment ? 1 : close.Length;
        }

        if (String is { } literal)
        {
            if (literal.Escape != '\0' && c == literal.Escape)
            {
                return Math.Min(2, rest.Length);
            }

            if (!rest.StartsWith(literal.Close, StringComparison.Ordinal))
            {
                return 1;
            }

            String = null;
            return literal.Close.Length;
        }

        return StepInCode(rest, c, offset);
    }

    private int StepInCode(ReadOnlySpan<char> rest, char c, int offset)
    {
        if (_language.BlockComment is { } block && rest.StartsWith(block.Open, StringComparison.Ordinal))
        {
            _inBlockComment = true;
            return block.Open.Length;
        }

        foreach (var comment in _language.LineComments)
        {
            if (rest.StartsWith(comment, StringComparison.Ordinal))
            {
                _inLineComment = true;
                return comment.Length;
            }
        }

        foreach (var literal in _language.Strings)
        {
            if (rest.StartsWith(literal.Open, StringComparison.Ordinal))
            {
                String = literal;
                return literal.Open.Length;
            }
        }

        if (IsOpener(c))
        {
            _open.Add(new(c, offset));
        }
        else if (IsCloser(c))
        {
            Close(c, offset);
        }

        return 1;
    }

    // In half-written code an inner bracket is often left open: a closer closes the nearest opener of its kind and
    // whatever is open inside of it.
    private void Close(char closer, int offset)
    {
        var at = _open.FindLastIndex(bracket => CloserOf(bracket.Opener) == closer);
        if (at < 0)
        {
            _unmatched.Add((closer, offset));
        }
        else
        {
            _open.RemoveRange(at, _open.Count - at);
        }
    }
}
