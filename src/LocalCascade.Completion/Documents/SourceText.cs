namespace LocalCascade.Completion.Documents;

/// <summary>An immutable text with its lines. Line breaks are \n, \r\n and \r, as in LSP.</summary>
public sealed class SourceText
{
    private readonly string _text;
    private readonly int[] _lineStarts;

    private SourceText(string text)
    {
        _text = text;
        _lineStarts = FindLineStarts(text);
    }

    /// <summary>The text of nothing: one empty line.</summary>
    public static SourceText Empty { get; } = new("");

    /// <summary>Length in UTF-16 units.</summary>
    public int Length => _text.Length;

    /// <summary>Count of lines, at least 1.</summary>
    public int LineCount => _lineStarts.Length;

    /// <summary>The UTF-16 unit at <paramref name="offset"/>.</summary>
    public char this[int offset] => _text[offset];

    /// <summary>Makes a text of <paramref name="text"/>.</summary>
    public static SourceText From(string text) => text.Length == 0 ? Empty : new(text);

    /// <summary>The line's place.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="line"/> is not 0 to <see cref="LineCount"/> - 1.</exception>
    public TextLine GetLine(int line)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(line);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(line, LineCount);
        var start = _lineStarts[line];
        var next = line + 1 < LineCount ? _lineStarts[line + 1] : Length;
        var end = next;
        if (end > start && line + 1 < LineCount)
        {
            end -= end - 2 >= start && _text[end - 2] == '\r' && _text[end - 1] == '\n' ? 2 : 1;
        }

        return new(start, end, next);
    }

    /// <summary>The line that holds <paramref name="offset"/> (0 to <see cref="Length"/>).</summary>
    public int GetLineOfOffset(int offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length);
        var index = Array.BinarySearch(_lineStarts, offset);
        return index >= 0 ? index : ~index - 1;
    }

    /// <summary>
    /// The offset of a position. As LSP asks, a character past the line's end is the line's end; a line past the last one
    /// is the text's end; a position inside a surrogate pair or a UTF-8 sequence is the start of that code point.
    /// </summary>
    public int GetOffset(TextPosition position, PositionEncoding encoding)
    {
        if (position.Line >= LineCount)
        {
            return Length;
        }

        var line = GetLine(Math.Max(position.Line, 0));
        return line.Start + encoding.ToUtf16Length(_text.AsSpan(line.Start, line.Length), position.Character);
    }

    /// <summary>The position of an offset (0 to <see cref="Length"/>).</summary>
    public TextPosition GetPosition(int offset, PositionEncoding encoding)
    {
        var line = GetLineOfOffset(offset);
        var start = _lineStarts[line];
        return new(line, encoding.FromUtf16(_text.AsSpan(start, offset - start)));
    }

    /// <summary>This text with one replacement made.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The change reaches outside the text.</exception>
    public SourceText WithChange(TextChange change)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(change.Start, nameof(change));
        ArgumentOutOfRangeException.ThrowIfNegative(change.Length, nameof(change));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(change.Start + change.Length, Length, nameof(change));
        return From(string.Concat(_text.AsSpan(0, change.Start), change.NewText, _text.AsSpan(change.Start + change.Length)));
    }

    /// <summary>A copy of <paramref name="length"/> characters from <paramref name="start"/>.</summary>
    public string ToString(int start, int length) => _text.Substring(start, length);

    /// <summary>Copies characters from <paramref name="start"/> on until <paramref name="destination"/> is full.</summary>
    public void CopyTo(int start, Span<char> destination) => _text.AsSpan(start, destination.Length).CopyTo(destination);

    /// <summary>The whole text.</summary>
    public override string ToString() => _text;

    private static int[] FindLineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n' || (c == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                starts.Add(i + 1);
            }
        }

        return [.. starts];
    }
}
