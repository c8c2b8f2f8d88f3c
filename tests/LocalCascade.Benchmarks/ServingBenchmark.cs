using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;
using LocalCascade.Serving.Hosting;
using LocalCascade.Wire;

namespace LocalCascade.Benchmarks;

/// <summary>
/// `localcascade-serve` over HTTP/2 on loopback against the same model one request after another, in alternating rounds of one run.
/// The unbatched side is called directly, without HTTP in the way; its requests queue for it in the order they came.
/// </summary>
internal static class ServingBenchmark
{
    private const int Rounds = 5;
    private const int Requests = 64;

    // What a team's keystrokes ask for: a prompt that nobody has seen, and a line or two. And answers that are mostly decoding.
    private static readonly (int Prompt, int Answer)[] Workloads = [(192, 32), (16, 96)];

    public static async Task RunAsync()
    {
        using var model = LocalModel.Load(Embedded.ModelFolder, new RuntimeOptions { Provider = "cpu" }, CancellationToken.None);
        foreach (var (prompt, answer) in Workloads)
        {
            await CompareAsync(model, prompt, answer);
        }
    }

    private static async Task CompareAsync(LocalModel model, int promptTokens, int answerTokens)
    {
        var prompts = CutPrompts(model, promptTokens);
        var rows = new List<string[]>();
        foreach (var concurrent in new[] { 1, 4, 16, 64 })
        {
            var (batched, alone) = (new List<Round>(), new List<Round>());
            await using var server = new ServeServer(new() { Model = Embedded.ModelFolder, Urls = ["http://127.0.0.1:0"], Slots = Math.Max(16, concurrent), Queue = 128, Context = 1024 }, TimeProvider.System, _ => { });
            await server.StartAsync(CancellationToken.None);
            using var http = new HttpClient { BaseAddress = new(server.Addresses[0]), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
            for (var round = -1; round < Rounds; round++)
            {
                // Others in each round, so that no cache holds more of them than the marker that all begin with.
                var some = prompts[((round + 1) * Requests)..((round + 2) * Requests)];
                var one = await MeasureAsync(concurrent, some, prompt => ServeAsync(http, prompt, answerTokens));
                using var turn = new SemaphoreSlim(1);
                var other = await MeasureAsync(concurrent, some, prompt => AloneAsync(model, turn, prompt, answerTokens));
                if (round >= 0)
                {
                    batched.Add(one);
                    alone.Add(other);
                }
            }

            rows.Add([
                $"{concurrent}",
                Table.Number(Table.Median([.. batched.Select(r => r.TokensPerSecond)]), "0"), Table.Number(Table.Median([.. alone.Select(r => r.TokensPerSecond)]), "0"),
                Table.Number(Table.Median([.. batched.Select(r => r.Median)]), "0"), Table.Number(Table.Median([.. alone.Select(r => r.Median)]), "0"),
                Table.Number(Table.Median([.. batched.Select(r => r.Slowest)]), "0"), Table.Number(Table.Median([.. alone.Select(r => r.Slowest)]), "0"),
            ]);
        }

        Table.Write(
            $"localcascade-serve against one request after another ({promptTokens} tokens of prompt, up to {answerTokens} of answer, {Requests} requests a round, medians of {Rounds} rounds)",
            ["concurrent requests", "tokens/s, serve", "alone", "request p50 ms, serve", "alone", "request p99 ms, serve", "alone"],
            rows);
    }

    // Windows of real source, each of its own: as many tokens as asked for after the round trip through text, or a few less.
    private static List<string> CutPrompts(LocalModel model, int length)
    {
        var prompts = new List<string>();
        var tokens = Embedded.Sources.SelectMany(path => model.Tokenizer.Encode(File.ReadAllText(path))).ToArray();
        var count = (Rounds + 1) * Requests;
        for (var i = 0; i < count; i++)
        {
            var start = (int)((long)i * (tokens.Length - length) / count);
            prompts.Add(model.Tokenizer.Decode(tokens.AsSpan(start, length)));
        }

        var random = new Random(3);
        return [.. prompts.OrderBy(_ => random.Next())];
    }

    private static async Task<Round> MeasureAsync(int concurrent, List<string> prompts, Func<string, Task<int>> complete)
    {
        var next = -1;
        var generated = 0;
        var times = new double[prompts.Count];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrent).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var mine && mine < prompts.Count)
            {
                var begun = Stopwatch.GetTimestamp();
                Interlocked.Add(ref generated, await complete(prompts[mine]));
                times[mine] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }
        })));
        return new(generated / Stopwatch.GetElapsedTime(started).TotalSeconds, Table.Median(times), Table.Percentile(times, 0.99));
    }

    private static async Task<int> ServeAsync(HttpClient http, string prompt, int answerTokens)
    {
        var body = new CompletionBody { Prompt = prompt, MaxTokens = answerTokens, Temperature = 0 };
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Relaxed.CompletionBody));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync("/v1/completions", content);
        response.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(), WireJson.Relaxed.CompletionChunk)!.Usage!.CompletionTokens;
    }

    private static async Task<int> AloneAsync(LocalModel model, SemaphoreSlim turn, string prompt, int answerTokens)
    {
        await turn.WaitAsync();
        try
        {
            using var generation = model.Start(new() { Prompt = model.Tokenizer.Encode(prompt), MaxTokens = answerTokens }, CancellationToken.None);
            while (generation.MoveNext(CancellationToken.None))
            {
            }

            return generation.Tokens.Count;
        }
        finally
        {
            turn.Release();
        }
    }

    private readonly record struct Round(double TokensPerSecond, double Median, double Slowest);
}
