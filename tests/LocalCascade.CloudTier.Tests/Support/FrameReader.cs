using System.Buffers.Binary;
using System.Diagnostics;

namespace LocalCascade.CloudTier.Tests.Support;

/// <summary>Finds the frames in one direction of an HTTP/2 connection, however its bytes are cut. Own code: what is tested must not check itself.</summary>
internal sealed class FrameReader(bool fromClient)
{
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly List<byte> _buffer = [];
    private bool _begun = !fromClient;
    private long _skip;

    public void Read(ReadOnlySpan<byte> bytes, Action<Frame> take)
    {
        foreach (var b in bytes)
        {
            if (_skip > 0)
            {
                _skip--;
                continue;
            }

            _buffer.Add(b);
            if (!_begun)
            {
                if (_buffer.Count == Preface.Length)
                {
                    Assert.Equal(Preface, _buffer);
                    _begun = true;
                    _buffer.Clear();
                }

                continue;
            }

            TakeFrame(take);
        }
    }

    private void TakeFrame(Action<Frame> take)
    {
        if (_buffer.Count < 9)
        {
            return;
        }

        var length = (_buffer[0] << 16) | (_buffer[1] << 8) | _buffer[2];
        var type = (FrameType)_buffer[3];
        var wanted = type switch { FrameType.ResetStream => 4, FrameType.GoAway => 8, _ => 0 };
        if (_buffer.Count < 9 + wanted)
        {
            return;
        }

        uint? code = wanted == 0 ? null : BinaryPrimitives.ReadUInt32BigEndian([.. _buffer[(9 + wanted - 4)..(9 + wanted)]]);
        var stream = (int)(BinaryPrimitives.ReadUInt32BigEndian([.. _buffer[5..9]]) & 0x7fffffff);
        take(new(fromClient, type, _buffer[4], stream, code, Stopwatch.GetTimestamp()));
        _skip = length - wanted;
        _buffer.Clear();
    }
}
