using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace LocalCascade.Daemon.Rpc;

/// <summary>
/// Cuts a byte stream into messages by their Content-Length headers (LSP 3.18, base protocol). Headers may come in any
/// order and case; lines end with \r\n, a lone \n is tolerated.
/// </summary>
internal sealed class MessageReader(PipeReader input)
{
    /// <summary>A peer that never ends its headers cannot make us keep them.</summary>
    public const int MaxHeaderBytes = 8 * 1024;

    /// <summary>A document of 50 MB, escaped, fits; a length that would exhaust memory does not.</summary>
    public const int MaxContentBytes = 256 * 1024 * 1024;

    /// <summary>The next message's body, valid until <see cref="Advance"/>; null at the end of the stream between messages.</summary>
    /// <exception cref="FramingException">A header is wrong or too long, or the stream ended inside a message.</exception>
    public async ValueTask<ReadOnlySequence<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        int? contentLength = null;
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (contentLength is null && TryReadHeaders(ref buffer, out var length))
            {
                contentLength = length;
            }

            if (contentLength is { } needed && buffer.Length >= needed)
            {
                _end = buffer.GetPosition(needed);
                return buffer.Slice(0, needed);
            }

            if (result.IsCompleted)
            {
                return buffer.IsEmpty && contentLength is null ? null : throw new FramingException("The stream ended inside a message.");
            }

            if (contentLength is null && buffer.Length > MaxHeaderBytes)
            {
                throw new FramingException($"No message header within {MaxHeaderBytes} bytes.");
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Gives back the body of the message that was read last.</summary>
    public void Advance() => input.AdvanceTo(_end);

    private SequencePosition _end;

    // Headers are short: once they are all there they are read as one string.
    private static bool TryReadHeaders(ref ReadOnlySequence<byte> buffer, out int contentLength)
    {
        contentLength = 0;
        var reader = new SequenceReader<byte>(buffer);
        int? length = null;
        var seen = false;
        while (reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
        {
            var text = line.Length <= MaxHeaderBytes ? Encoding.ASCII.GetString(line).TrimEnd('\r') : throw new FramingException($"A header line is longer than {MaxHeaderBytes} bytes.");
            if (text.Length > 0)
            {
                seen = true;
                length = ReadHeader(text) ?? length;
                continue;
            }

            // Stray blank lines between messages do no harm.
            if (!seen)
            {
                continue;
            }

            contentLength = length ?? throw new FramingException("A message has no Content-Length.");
            buffer = buffer.Slice(reader.Position);
            return true;
        }

        return false;
    }

    private static int? ReadHeader(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw new FramingException("A header line has no colon.");
        }

        if (!line.AsSpan(0, colon).Trim().Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return int.TryParse(line.AsSpan(colon + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= MaxContentBytes
            ? length
            : throw new FramingException($"The Content-Length is not a number from 0 to {MaxContentBytes}.");
    }
}
