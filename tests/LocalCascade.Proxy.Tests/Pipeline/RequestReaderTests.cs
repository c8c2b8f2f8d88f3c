using System.Buffers;
using System.IO.Compression;
using System.Text;
using LocalCascade.Http;

namespace LocalCascade.Proxy.Tests.Pipeline;

public sealed class RequestReaderTests
{
    private readonly RequestReader _reader = new(maxBytes: 10_000, maxUnpacked: 50_000, maxDepth: 8);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("")]
    [InlineData("identity")]
    public void Bodies_are_read_however_they_are_packed_and_cut(string encoding)
    {
        var bytes = Pack(encoding, """{"prompt":"x","suffix":"y","max_tokens":3}""");
        for (var piece = 1; piece <= bytes.Length; piece++)
        {
            var body = _reader.Parse(encoding, Cut(bytes, piece));
            Assert.Equal(("x", "y", 3), (body.Prompt, body.Suffix, body.MaxTokens));
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void A_bomb_is_stopped_before_it_goes_off(string encoding)
    {
        var bomb = Pack(encoding, "{\"prompt\":\"" + new string('x', 50_000_000) + "\"}");
        Assert.Equal(413, Assert.Throws<RequestRefusedException>(() => _reader.Parse(encoding, new(bomb))).Status);
    }

    [Theory]
    [InlineData("deflate", 415)]
    [InlineData("gzip, br", 415)]
    [InlineData("gzip", 400)]
    [InlineData("br", 400)]
    public void What_cannot_be_unpacked_is_refused(string encoding, int status) =>
        Assert.Equal(status, Assert.Throws<RequestRefusedException>(() => _reader.Parse(encoding, new("{\"prompt\":\"x\"}"u8.ToArray()))).Status);

    private static byte[] Pack(string encoding, string text)
    {
        using var packed = new MemoryStream();
        using (var stream = encoding switch { "gzip" => new GZipStream(packed, CompressionMode.Compress, leaveOpen: true), "br" => (Stream)new BrotliStream(packed, CompressionMode.Compress, leaveOpen: true), _ => null })
        {
            (stream ?? packed).Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static ReadOnlySequence<byte> Cut(byte[] bytes, int piece)
    {
        Segment? first = null, last = null;
        for (var at = 0; at < bytes.Length || first is null; at += piece)
        {
            last = new(bytes.AsMemory(Math.Min(at, bytes.Length), Math.Min(piece, Math.Max(0, bytes.Length - at))), last);
            first ??= last;
        }

        return new(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
