using System.Text;

namespace LocalCascade.Completion.Workspace;

/// <summary>Reads source files. One buffer for all of them: not thread-safe.</summary>
internal sealed class SourceReader(LineCache cache)
{
    private const int LongestLine = 2_000;

    private byte[] _buffer = new byte[32 * 1024];

    /// <summary>A file's lines; null for what is not written by hand (binary, or lines too long), or cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">Its length when it was last looked at; what it has beyond that is not read.</param>
    public PackedLines? Read(string path, long length)
    {
        try
        {
            if (_buffer.Length < length)
            {
                _buffer = new byte[length];
            }

            int read;
            using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            {
                read = ReadWhole(file, _buffer.AsSpan(0, (int)length));
            }

            var text = Utf8Of(_buffer.AsSpan(0, read));
            return read == 0 || text.Contains((byte)0) || HasLongLine(text) ? null : PackedLines.From(text, cache);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int ReadWhole(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> buffer)
    {
        var read = 0;
        while (read < buffer.Length && RandomAccess.Read(file, buffer[read..], read) is var count and > 0)
        {
            read += count;
        }

        return read;
    }

    private static ReadOnlySpan<byte> Utf8Of(ReadOnlySpan<byte> text) =>
        text.StartsWith(Encoding.UTF8.Preamble) ? text[3..]
        : text.StartsWith(Encoding.Unicode.Preamble) ? Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(text[2..]))
        : text.StartsWith(Encoding.BigEndianUnicode.Preamble) ? Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(text[2..]))
        : text;

    private static bool HasLongLine(ReadOnlySpan<byte> text)
    {
        while (text.Length > LongestLine)
        {
            // From the last line end within reach: what is before it is short enough.
            var end = text[..(LongestLine + 1)].LastIndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                return true;
            }

            text = text[(end + 1)..];
        }

        return false;
    }
}
