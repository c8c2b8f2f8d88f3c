namespace LocalCascade.Completion.Documents;

/// <summary>
/// An immutable text with its lines. Line breaks are \n, \r\n and \r, as in LSP. An edit and every look-up take logarithmic
/// time, and versions share all but the edited part, so that a document of tens of megabytes is edited per keystroke.
/// </summary>
public sealed class SourceText
{
    /// <summary>The longest text, in UTF-16 units: its length in UTF-8 still fits 31 bits.</summary>
    public const int MaxLength = int.MaxValue / 3;

    private readonly TextNode _root;

    // The part that was read last, so that walking over neighbouring characters does not search the tree for each one.
    // Races between readers are harmless: the reference is swapped whole and what it points to never changes.
    private Window _window;

    private SourceText(TextNode root)
    {
        _root = root;
        _window = new(root.FindLeaf(0, out _), 0);
    }

    /// <summary>The text of nothing: one empty line.</summary>
    public static SourceText Empty { get; } = new(TextNode.Empty);

    /// <summary>Length in UTF-16 units.</summary>
    public int Length => _root.Length;

    /// <summary>Count of lines, at least 1.</summary>
    public int LineCount => _root.Measure.LineBreaks + 1;

    /// <summary>The line break that most lines end with; \n where there is none.</summary>
    public LineEnding LineEnding
    {
        get
        {
            var (crLfs, crs) = (_root.Measure.CrLfs, _root.Measure.Crs);
            var lfs = _root.Measure.LineBreaks - crLfs - crs;
            return crLfs > lfs && crLfs >= crs ? LineEnding.CrLf : crs > lfs ? LineEnding.Cr : LineEnding.Lf;
        }
    }

    /// <summary>The UTF-16 unit at <paramref name="offset"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is not 0 to <see cref="Length"/> - 1.</exception>
    public char this[int offset]
    {
        get
        {
            var window = _window;
            var index = offset - window.Start;
            if ((uint)index < (uint)window.Text.Length)
            {
                return window.Text[index];
            }

            ArgumentOutOfRangeException.ThrowIfNegative(offset);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, Length);
            return GetWindow(offset)[0];
        }
    }

    /// <summary>Makes a text of <paramref name="text"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="text"/> is longer than <see cref="MaxLength"/>.</exception>
    public static SourceText From(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        CheckLength(text.Length);
        return text.Length == 0 ? Empty : new(TextNode.From(text));
    }

    /// <summary>The line's place.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="line"/> is not 0 to <see cref="LineCount"/> - 1.</exception>
    public TextLine GetLine(int line)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(line);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(line, LineCount);
        var start = line == 0 ? 0 : _root.FindBehindLineBreak(line);
        if (line + 1 == LineCount)
        {
            return new(start, Length, Length);
        }

        var next = _root.FindBehindLineBreak(line + 1);
        var breakLength = next - 2 >= start && this[next - 1] == '\n' && this[next - 2] == '\r' ? 2 : 1;
        return new(start, next - breakLength, next);
    }

    /// <summary>The line that holds <paramref name="offset"/> (0 to <see cref="Length"/>).</summary>
    public int GetLineOfOffset(int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length);
        return _root.CountLineBreaks(offset);
    }

    /// <summary>
    /// The offset of a position. As LSP asks, a character past the line's end is the line's end; a line past the last one
    /// is the text's end. In UTF-16 a position inside a surrogate pair is exactly that, since the editor's own edits may lie
    /// there and both sides must end with the same text; in UTF-8 a position inside a sequence is the start of that code point.
    /// </summary>
    public int GetOffset(TextPosition position, PositionEncoding encoding)
    {
        if (position.Line >= LineCount)
        {
            return Length;
        }

        var line = GetLine(Math.Max(position.Line, 0));
        var units = Math.Max(position.Character, 0);
        if (encoding == PositionEncoding.Utf16)
        {
            return line.Start + Math.Min(units, line.Length);
        }

        var window = GetWindow(line.Start);
        if (window.Length >= line.Length)
        {
            return line.Start + encoding.ToUtf16Length(window[..line.Length], units);
        }

        var before = _root.CountUnits(line.Start, encoding);
        return Math.Min(line.End, _root.FindOffset((int)Math.Min((long)before + units, int.MaxValue), encoding));
    }

    /// <summary>The position of an offset (0 to <see cref="Length"/>). Inside a surrogate pair, in UTF-8 and UTF-32, it is the pair's start.</summary>
    public TextPosition GetPosition(int offset, PositionEncoding encoding)
    {
        var line = GetLineOfOffset(offset);
        var start = line == 0 ? 0 : _root.FindBehindLineBreak(line);
        if (encoding == PositionEncoding.Utf16)
        {
            return new(line, offset - start);
        }

        offset -= IsInsideSurrogatePair(offset) ? 1 : 0;
        var window = GetWindow(start);
        return new(line, window.Length >= offset - start
            ? encoding.FromUtf16(window[..(offset - start)])
            : _root.CountUnits(offset, encoding) - _root.CountUnits(start, encoding));
    }

    /// <summary>Whether <paramref name="offset"/> (0 to <see cref="Length"/>) parts the two halves of a code point.</summary>
    public bool IsInsideSurrogatePair(int offset) =>
        offset > 0 && offset < Length && char.IsSurrogatePair(this[offset - 1], this[offset]);

    /// <summary>This text with one replacement made.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The change reaches outside the text.</exception>
    /// <exception cref="ArgumentException">The text would become longer than <see cref="MaxLength"/>.</exception>
    public SourceText WithChange(TextChange change)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(change.Start, nameof(change));
        ArgumentOutOfRangeException.ThrowIfNegative(change.Length, nameof(change));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)change.Start + change.Length, Length, nameof(change));
        if (change.Length == 0 && change.NewText.Length == 0)
        {
            return this;
        }

        CheckLength((long)Length - change.Length + change.NewText.Length);
        var root = _root.Replace(change.Start, change.Length, change.NewText);
        return root.Length == 0 ? Empty : new(root);
    }

    /// <summary>A copy of <paramref name="length"/> characters from <paramref name="start"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches outside the text.</exception>
    public string ToString(int start, int length)
    {
        CheckRange(start, length);
        return string.Create(length, (_root, start), static (span, state) => state._root.CopyTo(state.start, span));
    }

    /// <summary>Copies characters from <paramref name="start"/> on until <paramref name="destination"/> is full.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range reaches outside the text.</exception>
    public void CopyTo(int start, Span<char> destination)
    {
        CheckRange(start, destination.Length);
        _root.CopyTo(start, destination);
    }

    /// <summary>The whole text.</summary>
    public override string ToString()
    {
        var window = _window;
        return window.Text.Length == Length ? window.Text : ToString(0, Length);
    }

    /// <summary>Height of the tree beneath, for tests and benchmarks.</summary>
    internal int Height => _root.Height;

    /// <summary>
    /// The text from <paramref name="offset"/> (0 to <see cref="Length"/>) to the end of the piece of memory that holds it:
    /// at least one character where there is one. Nothing is copied.
    /// </summary>
    internal ReadOnlySpan<char> GetWindow(int offset)
    {
        var window = _window;
        if ((uint)(offset - window.Start) >= (uint)window.Text.Length)
        {
            var leaf = _root.FindLeaf(offset, out var start);
            _window = window = new(leaf, start);
        }

        return window.Text.AsSpan(offset - window.Start);
    }

    /// <summary>
    /// <paramref name="length"/> characters from <paramref name="start"/>: the text's own memory where they lie together,
    /// else copied to <paramref name="scratch"/>, which must be that long.
    /// </summary>
    internal ReadOnlySpan<char> Read(int start, int length, Span<char> scratch)
    {
        CheckRange(start, length);
        var window = GetWindow(start);
        if (window.Length >= length)
        {
            return window[..length];
        }

        _root.CopyTo(start, scratch[..length]);
        return scratch[..length];
    }

    /// <summary>Reads <paramref name="count"/> lines, without their breaks, from <paramref name="firstLine"/> on; clipped to the lines there are.</summary>
    internal LineReader ReadLines(int firstLine, int count) => new(this, firstLine, count);

    private static void CheckLength(long length)
    {
        if (length > MaxLength)
        {
            throw new ArgumentException($"A text of {length} UTF-16 units is too long: at most {MaxLength} can be held.");
        }
    }

    private void CheckRange(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + length, Length, nameof(length));
    }

    private sealed record Window(string Text, int Start);
}
