using System.Collections;
using System.Text;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// A file's lines as UTF-8, a byte a character: a line becomes a <see cref="CodeLine"/> when somebody asks for it, and stays in
/// <see cref="LineCache"/> for a while. Immutable.
/// </summary>
internal sealed class PackedLines : IReadOnlyList<CodeLine>
{
    /// <summary>More than any line has: as many bytes as <see cref="Decode"/> may need characters.</summary>
    public const int MostBytes = CodeLine.MostChars;

    private static int _lastId;

    private readonly byte[] _text;
    private readonly int[] _starts;
    private readonly LineCache _cache;
    private readonly int _id = Interlocked.Increment(ref _lastId);

    // An empty file has one empty line.
    private PackedLines(byte[] text, int[] starts, LineCache cache) => (_text, _starts, _cache) = (text, starts.Length > 1 ? starts : [0, 0], cache);

    /// <inheritdoc/>
    public int Count => _starts.Length - 1;

    /// <summary>Bytes of text.</summary>
    public int Length => _text.Length;

    /// <summary>What it costs in memory: two arrays and this object.</summary>
    public int Bytes => _text.Length + (_starts.Length * sizeof(int)) + 104;

    /// <inheritdoc/>
    public CodeLine this[int index] => _cache.Get(_id, index) ?? _cache.Add(_id, index, Read(index));

    /// <summary>Packs lines of UTF-8 text, whose ends may be of any kind; what lines have beyond <see cref="MostBytes"/> is left out.</summary>
    public static PackedLines From(ReadOnlySpan<byte> text, LineCache cache)
    {
        var starts = new List<int>((text.Length / 30) + 2) { 0 };
        var packed = new byte[text.Length];
        var length = 0;
        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? text : text[..end];
            line = Cut(line);
            line.CopyTo(packed.AsSpan(length));
            length += line.Length;
            starts.Add(length);
            text = end < 0 ? [] : text[(end + (text[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }

        Array.Resize(ref packed, length);
        return new(packed, [.. starts], cache);
    }

    /// <summary>Packs lines.</summary>
    public static PackedLines From(IEnumerable<string> lines, LineCache cache)
    {
        var starts = new List<int> { 0 };
        var text = new List<byte>();
        foreach (var line in lines)
        {
            text.AddRange(Cut(Encoding.UTF8.GetBytes(line)));
            starts.Add(text.Count);
        }

        return new([.. text], [.. starts], cache);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PackedLines Read(BinaryReader reader, LineCache cache)
    {
        var starts = new int[reader.ReadInt32() + 1];
        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] = starts[i - 1] + Math.Min(reader.ReadUInt16(), (ushort)MostBytes);
        }

        var text = reader.ReadBytes(starts[^1]);
        return text.Length == starts[^1] ? new(text, starts, cache) : throw new EndOfStreamException();
    }

    /// <summary>Writes the lines: their count, lengths and text.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        for (var i = 0; i < Count; i++)
        {
            writer.Write((ushort)(_starts[i + 1] - _starts[i]));
        }

        writer.Write(_text);
    }

    /// <summary>Writes a line's characters.</summary>
    /// <param name="index">The line.</param>
    /// <param name="chars">Room for <see cref="MostBytes"/>.</param>
    /// <returns>How many there are.</returns>
    public int Decode(int index, Span<char> chars) => Encoding.UTF8.GetChars(_text.AsSpan(_starts[index].._starts[index + 1]), chars);

    /// <inheritdoc/>
    public IEnumerator<CodeLine> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private CodeLine Read(int index) => new(Encoding.UTF8.GetString(_text.AsSpan(_starts[index].._starts[index + 1])));

    // Not inside a character: bytes after a character's first are 10xxxxxx.
    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> line)
    {
        if (line.Length <= MostBytes)
        {
            return line;
        }

        var end = MostBytes;
        while (end > 0 && (line[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return line[..end];
    }
}
