using System.Buffers;
using System.Text.Json;

namespace LocalCascade.Daemon.Rpc;

/// <summary>A message as it travels, header and body in one piece.</summary>
internal sealed class Frame
{
    private readonly int _headerLength;

    private Frame(byte[] bytes, int headerLength) => (Bytes, _headerLength) = (bytes, headerLength);

    public byte[] Bytes { get; }

    public Memory<byte> Body => Bytes.AsMemory(_headerLength);

    /// <summary>Frames a body.</summary>
    public static Frame Of(ReadOnlySpan<byte> body)
    {
        var frame = WithRoomFor(body.Length);
        body.CopyTo(frame.Body.Span);
        return frame;
    }

    /// <summary>Frames a body.</summary>
    public static Frame Of(in ReadOnlySequence<byte> body)
    {
        var frame = WithRoomFor(checked((int)body.Length));
        body.CopyTo(frame.Body.Span);
        return frame;
    }

    /// <summary>Frames a message that is written member by member.</summary>
    public static Frame Of(Action<Utf8JsonWriter> writeMembers)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            writeMembers(writer);
            writer.WriteEndObject();
        }

        return Of(body.WrittenSpan);
    }

    private static Frame WithRoomFor(int length)
    {
        Span<byte> header = stackalloc byte[40];
        System.Text.Unicode.Utf8.TryWrite(header, System.Globalization.CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n\r\n", out var headerLength);
        var bytes = new byte[headerLength + length];
        header[..headerLength].CopyTo(bytes);
        return new(bytes, headerLength);
    }
}
