using System.Buffers;
using System.IO.Pipelines;

namespace LocalCascade.Wire;

/// <summary>
/// Reads server-sent events (HTML Living Standard, section 9.2) from a pipe: line ends LF, CRLF and CR, comments, several data
/// fields to an event, a byte order mark at the start; other fields are skipped. An event that the stream breaks off in is
/// not delivered. For one reader at a time.
/// </summary>
/// <param name="pipe">Where the bytes come from.</param>
/// <param name="maxEventBytes">The largest event, so that a peer that never ends one cannot fill the memory.</param>
public sealed class SseReader(PipeReader pipe, int maxEventBytes = 1 << 20)
{
    private readonly ArrayBufferWriter<byte> _data = new(1024);
    private bool _hasData;
    private bool _begun;
    private bool _afterReturn;
    private int _eventBytes;

    /// <summary>Reads the next event with data; null at the end of the stream.</summary>
    /// <exception cref="WireException">An event is larger than allowed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask<SseEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        _data.ResetWrittenCount();
        _hasData = false;
        _eventBytes = 0;
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            var complete = TakeLines(ref buffer);
            var left = buffer.Length;
            pipe.AdvanceTo(buffer.Start, complete ? buffer.Start : result.Buffer.End);
            if (complete)
            {
                return new SseEvent(_data.WrittenMemory);
            }

            if (left + _eventBytes > maxEventBytes)
            {
                throw TooLarge();
            }

            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    // Consumes whole lines; true when they end an event that has data.
    private bool TakeLines(ref ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!_begun)
        {
            if (reader.Remaining < 3 && !reader.IsNext((byte)'d') && !reader.IsNext((byte)':') && !reader.IsNext((byte)'\n'))
            {
                return false;
            }

            reader.IsNext([0xEF, 0xBB, 0xBF], advancePast: true);
            _begun = true;
        }

        while (true)
        {
            // The line feed of a CRLF whose return ended the line already.
            if (_afterReturn && reader.Remaining > 0)
            {
                reader.IsNext((byte)'\n', advancePast: true);
                _afterReturn = false;
            }

            buffer = buffer.Slice(reader.Position);
            reader = new(buffer);
            if (!reader.TryReadToAny(out ReadOnlySequence<byte> line, "\r\n"u8, advancePastDelimiter: false))
            {
                return false;
            }

            reader.TryRead(out var delimiter);
            _afterReturn = delimiter == (byte)'\r';
            buffer = buffer.Slice(reader.Position);
            _eventBytes += (int)Math.Min(line.Length, maxEventBytes) + 1;
            if (_eventBytes > maxEventBytes)
            {
                throw TooLarge();
            }

            if (line.IsEmpty)
            {
                _eventBytes = 0;
                if (_hasData)
                {
                    return true;
                }
            }
            else
            {
                TakeField(line);
            }

            reader = new(buffer);
        }
    }

    private void TakeField(ReadOnlySequence<byte> line)
    {
        var reader = new SequenceReader<byte>(line);
        if (!reader.IsNext("data"u8, advancePast: true) || (reader.Remaining > 0 && !reader.IsNext((byte)':', advancePast: true)))
        {
            return;
        }

        reader.IsNext((byte)' ', advancePast: true);
        if (_hasData)
        {
            _data.Write("\n"u8);
        }

        _hasData = true;
        foreach (var part in reader.UnreadSequence)
        {
            _data.Write(part.Span);
        }
    }

    private WireException TooLarge() => new($"A server-sent event is larger than {maxEventBytes} bytes.");
}
