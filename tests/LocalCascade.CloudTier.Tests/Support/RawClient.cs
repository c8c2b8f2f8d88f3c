using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalCascade.CloudTier.Tests.Support;

/// <summary>A client that writes HTTP/2 frames as it pleases. Headers are literals without indexing (RFC 7541, section 6.2.2).</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<RawClient> ConnectAsync(Uri server)
    {
        var client = new RawClient();
        await client._socket.ConnectAsync(IPAddress.Loopback, server.Port);
        var bytes = new List<byte>("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        AddFrame(bytes, FrameType.Settings, 0, 0, []);
        await client.SendAsync(bytes);
        return client;
    }

    /// <summary>The frames that open a completion stream; its body is still to come.</summary>
    public static void AddRequest(List<byte> bytes, int stream, string token)
    {
        var headers = new List<byte>();
        foreach (var (name, value) in new[] { (":method", "POST"), (":scheme", "http"), (":path", "/v1/completions"), (":authority", "localhost"), ("content-type", "application/json"), ("authorization", $"Bearer {token}") })
        {
            headers.Add(0);
            AddText(headers, name);
            AddText(headers, value);
        }

        const byte endHeaders = 4;
        AddFrame(bytes, FrameType.Headers, endHeaders, stream, [.. headers]);
    }

    public static void AddFrame(List<byte> bytes, FrameType type, byte flags, int stream, byte[] payload)
    {
        var header = new byte[9];
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(5), (uint)stream);
        (header[0], header[1], header[2], header[3], header[4]) = ((byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, (byte)type, flags);
        bytes.AddRange(header);
        bytes.AddRange(payload);
    }

    public async Task SendAsync(List<byte> bytes)
    {
        var memory = bytes.ToArray().AsMemory();
        while (!memory.IsEmpty)
        {
            memory = memory[await _socket.SendAsync(memory)..];
        }
    }

    /// <summary>Reads and forgets until the server ends the connection.</summary>
    public async Task EndAsync()
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory()) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // A reset is an end too.
        }
    }

    public void Dispose() => _socket.Dispose();

    private static void AddText(List<byte> bytes, string text)
    {
        var length = Encoding.ASCII.GetByteCount(text);
        if (length < 127)
        {
            bytes.Add((byte)length);
        }
        else
        {
            // An integer with a prefix of seven bits (RFC 7541, section 5.1).
            bytes.Add(127);
            length -= 127;
            for (; length >= 128; length >>= 7)
            {
                bytes.Add((byte)(length % 128 + 128));
            }

            bytes.Add((byte)length);
        }

        bytes.AddRange(Encoding.ASCII.GetBytes(text));
    }
}
