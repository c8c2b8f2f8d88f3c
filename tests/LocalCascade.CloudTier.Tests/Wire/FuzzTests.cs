using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using LocalCascade.Http;
using LocalCascade.Wire;

namespace LocalCascade.CloudTier.Tests.Wire;

/// <summary>Damaged input of peers ends in the one exception that says so. LOCALCASCADE_FUZZ_SECONDS sets for how long beyond the fixed rounds (tests/fuzz.sh).</summary>
public sealed class FuzzTests
{
    private const int Rounds = 3000;

    private static readonly string[] Pieces =
    [
        "\"", "{", "}", "[", "]", ":", ",", "null", "true", "-0", "1e999", "9999999999999999999999", "\\ud800", "\\u0000", "\0", "\u2028", "\uFEFF",
        "\"prompt\":", "\"prompt\":[1,2]", "\"stop\":\"a\",", "\"stop\":[\"a\",null],", "\"context\":[{}],", "\"max_tokens\":1.5,", "\"temperature\":\"NaN\",", "\"logprobs\":true,", "/*x*/",
        "data:", "data: ", "\n", "\r", "\r\n", "\n\n", ": comment\n", "event: x\n", "id\n", "[DONE]",
    ];

    [Fact]
    public void A_damaged_body_is_a_request_or_refused()
    {
        var reader = new RequestReader(64 * 1024, 128 * 1024, 16);
        var seed = """{"model":"m","prompt":"int main(","suffix":"}","max_tokens":16,"temperature":0.2,"stop":["\n"],"stream":true,"logprobs":1,"draft":"void","context":[{"path":"a.c","text":"b"}]}"""u8.ToArray();
        Fuzz(random =>
        {
            var body = Damage(random, seed);
            foreach (var (encoding, bytes) in new[] { ("", body), ("gzip", random.Next(2) == 0 ? Damage(random, Pack(seed, gzip: true)) : Pack(body, gzip: true)), ("br", random.Next(2) == 0 ? Damage(random, Pack(seed, gzip: false)) : Pack(body, gzip: false)) })
            {
                try
                {
                    Assert.NotNull(reader.Parse(encoding, Cut(random, bytes)).Prompt);
                }
                catch (RequestRefusedException refused)
                {
                    Assert.InRange(refused.Status, 400, 415);
                }
                catch (Exception error) when (error is not Xunit.Sdk.XunitException)
                {
                    Assert.Fail($"{encoding} {Convert.ToBase64String(bytes)}: {error}");
                }
            }
        });
    }

    [Fact]
    public void A_damaged_stream_of_events_gives_the_same_events_however_it_is_cut()
    {
        var seed = "data: {\"choices\":[{\"text\":\"a\"}]}\n\n: ping\r\n\r\ndata: b\ndata: c\n\nevent: x\rdata:d\r\rdata: [DONE]\n\n"u8.ToArray();
        Fuzz(random =>
        {
            var bytes = Damage(random, seed);
            var whole = Read(new(bytes));
            var cut = Read(Cut(random, bytes));
            Assert.True(whole.SequenceEqual(cut), Convert.ToBase64String(bytes));
        });
    }

    private static void Fuzz(Action<Random> round)
    {
        var seconds = double.TryParse(Environment.GetEnvironmentVariable("LOCALCASCADE_FUZZ_SECONDS"), out var set) ? set : 0;
        var until = DateTime.UtcNow.AddSeconds(seconds);
        var random = new Random(seconds > 0 ? Environment.TickCount : 1);
        for (var i = 0; i < Rounds || DateTime.UtcNow < until; i++)
        {
            round(random);
        }
    }

    // As it arrives from a network: the reader sees one piece more each time.
    private static List<string> Read(ReadOnlySequence<byte> bytes)
    {
        var pipe = new Pipe(new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));
        var reading = ReadAllAsync(new SseReader(pipe.Reader, 512));
        foreach (var piece in bytes)
        {
            pipe.Writer.Write(piece.Span);
            _ = pipe.Writer.FlushAsync().AsTask().GetAwaiter().GetResult();
        }

        pipe.Writer.Complete();
        return reading.GetAwaiter().GetResult();
    }

    private static async Task<List<string>> ReadAllAsync(SseReader reader)
    {
        var events = new List<string>();
        try
        {
            while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false) is { } received)
            {
                events.Add(Convert.ToHexString(received.Data.Span));
            }
        }
        catch (WireException)
        {
            events.Add("too large");
        }

        return events;
    }

    private static byte[] Damage(Random random, byte[] seed)
    {
        var bytes = new List<byte>(seed);
        for (var changes = random.Next(1, 6); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                    break;
                case 3:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)"[{\"x\n"[random.Next(5)], random.Next(1, 40)));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Pack(byte[] bytes, bool gzip)
    {
        using var packed = new MemoryStream();
        using (Stream packer = gzip ? new GZipStream(packed, CompressionLevel.Fastest) : new BrotliStream(packed, CompressionLevel.Fastest))
        {
            packer.Write(bytes);
        }

        return packed.ToArray();
    }

    private static ReadOnlySequence<byte> Cut(Random random, byte[] bytes)
    {
        var first = new Segment(ReadOnlyMemory<byte>.Empty, null);
        var last = first;
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(random.Next(1, 30), bytes.Length - at);
            last = new(bytes.AsMemory(at, length), last);
            at += length;
        }

        return new(first, 0, last, last.Memory.Length);
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
