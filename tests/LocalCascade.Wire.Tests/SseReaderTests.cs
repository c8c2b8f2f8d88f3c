using System.IO.Pipelines;
using System.Text;

namespace LocalCascade.Wire.Tests;

public sealed class SseReaderTests
{
    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "a|b")]
    [InlineData("data: a\r\n\r\ndata: b\r\n\r\n", "a|b")]
    [InlineData("data: a\r\rdata: b\r\r", "a|b")]
    [InlineData("\uFEFFdata: a\n\n", "a")]
    [InlineData("event: x\nid: 1\ndata: a\n\n", "a")]
    [InlineData(": ping\n\n: ping\n\ndata:a\n\n", "a")]
    [InlineData("data: a\ndata: b\n\n", "a\nb")]
    [InlineData("data\n\n", "")]
    [InlineData("data:  two\n\n", " two")]
    [InlineData("database: no\n\ndata: a\n\n", "a")]
    [InlineData("data: a\n\ndata: broken off", "a")]
    [InlineData("data: a\n", null)]
    [InlineData("", null)]
    public async Task Events_are_read_however_the_bytes_are_cut(string stream, string? expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var piece = 1; piece <= Math.Max(1, bytes.Length); piece++)
        {
            var events = await ReadAllAsync(bytes, piece);
            Assert.Equal(expected, events.Count == 0 ? null : string.Join('|', events));
        }
    }

    [Fact]
    public async Task An_event_that_never_ends_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes("data: " + new string('x', 5000));
        await Assert.ThrowsAsync<WireException>(() => ReadAllAsync(bytes, 512, maxEventBytes: 1000));
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data: x\n", 1000)));
        await Assert.ThrowsAsync<WireException>(() => ReadAllAsync(lines, 512, maxEventBytes: 1000));
    }

    [Fact]
    public async Task Done_is_recognised()
    {
        var reader = new SseReader(PipeReader.Create(new MemoryStream("data: [DONE]\n\n"u8.ToArray())));
        var read = await reader.ReadAsync(CancellationToken.None);
        Assert.True(read!.Value.IsDone);
    }

    private static async Task<List<string>> ReadAllAsync(byte[] bytes, int piece, int maxEventBytes = 1 << 20)
    {
        var pipe = new Pipe();
        var writing = Task.Run(async () =>
        {
            for (var at = 0; at < bytes.Length; at += piece)
            {
                await pipe.Writer.WriteAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)));
            }

            await pipe.Writer.CompleteAsync();
        });
        var reader = new SseReader(pipe.Reader, maxEventBytes);
        var events = new List<string>();
        while (await reader.ReadAsync(CancellationToken.None) is { } read)
        {
            events.Add(Encoding.UTF8.GetString(read.Data.Span));
        }

        await writing;
        return events;
    }
}
