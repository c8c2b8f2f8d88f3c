using System.Buffers;

namespace LocalCascade.Completion.Documents;

/// <summary>
/// Walks over lines: <c>foreach (var line in text.ReadLines(0, 100))</c>. Each line is a span over the text's own memory, valid
/// until the next step; only a line that lies across two pieces is copied, into one rented buffer.
/// </summary>
internal ref struct LineReader
{
    private readonly SourceText _text;
    private readonly int _end;
    private int _next;
    private char[]? _buffer;

    public LineReader(SourceText text, int firstLine, int count)
    {
        _text = text;
        _next = Math.Max(firstLine, 0);
        _end = (int)Math.Min((long)Math.Max(firstLine, 0) + Math.Max(count, 0), text.LineCount);
    }

    /// <summary>The line, without its break.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Where it lies.</summary>
    public TextLine Line { get; private set; }

    public readonly LineReader GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
        {
            return false;
        }

        Line = Advance();
        Current = _text.GetWindow(Line.Start) is var window && window.Length >= Line.Length ? window[..Line.Length] : Copy();
        _next++;
        return true;
    }

    public void Dispose()
    {
        if (_buffer is not null)
        {
            ArrayPool<char>.Shared.Return(_buffer);
            _buffer = null;
        }
    }

    /// <summary>The next line's place: from the line before, without a search, where its break is in the same piece of memory.</summary>
    private readonly TextLine Advance()
    {
        if (Line.EndIncludingBreak > 0)
        {
            var start = Line.EndIncludingBreak;
            var window = _text.GetWindow(start);
            var length = window.IndexOfAny('\n', '\r');
            if (length >= 0)
            {
                // \r\n is never cut between two pieces.
                var breakLength = window[length] == '\r' && length + 1 < window.Length && window[length + 1] == '\n' ? 2 : 1;
                return new(start, start + length, start + length + breakLength);
            }
        }

        return _text.GetLine(_next);
    }

    private ReadOnlySpan<char> Copy()
    {
        if (_buffer is null || _buffer.Length < Line.Length)
        {
            Dispose();
            _buffer = ArrayPool<char>.Shared.Rent(Line.Length);
        }

        _text.CopyTo(Line.Start, _buffer.AsSpan(0, Line.Length));
        return _buffer.AsSpan(0, Line.Length);
    }
}
