using System.Diagnostics;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;

namespace LocalCascade.Benchmarks;

/// <summary>What the KV cache saves per keystroke on a prompt of 1,500 tokens, a token's price, and how fast a prefill is cancelled.</summary>
internal static class ReuseBenchmark
{
    private const int PromptTokens = 1500;
    private const int Rounds = 15;
    private const int Cancellations = 200;

    public static async Task RunAsync()
    {
        using var model = OnnxModel.Load(ModelFolder.Open(Embedded.ModelFolder), new(), CancellationToken.None);
        using var session = model.CreateSession(2048);
        int[] prompt = [.. Enumerable.Range(0, PromptTokens).Select(i => 100 + (i * 7919 % 3000))];
        session.Append(prompt, CancellationToken.None);

        var (keystroke, full, token) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            session.Rollback(PromptTokens - 1);
            keystroke.Add(Time(() =>
            {
                session.Append([prompt[^1]], CancellationToken.None);
                Decode(session, 2);
            }));
            session.Rollback(0);
            full.Add(Time(() =>
            {
                session.Append(prompt, CancellationToken.None);
                Decode(session, 2);
            }));
            token.Add(Time(() => Decode(session, 20)) / 20);
        }

        var cancelled = new List<double>();
        for (var round = 0; cancelled.Count < Cancellations; round++)
        {
            // Anywhere inside the prefill; one that was finished first is no sample.
            session.Rollback(0);
            if (await CancelAsync(session, prompt, TimeSpan.FromMilliseconds(Table.Median(full) * ((1 + round % 18) / 20.0))) is { } latency)
            {
                cancelled.Add(latency);
            }
        }

        Table.Write($"KV cache and cancellation, embedded model, prompt of {PromptTokens} tokens", ["what", "median ms", "p99 ms"],
        [
            ["a keystroke with the cache: 1 token appended, 3 decoded", Table.Number(Table.Median(keystroke)), Table.Number(Table.Percentile(keystroke, 0.99))],
            ["the same without: the whole prompt again", Table.Number(Table.Median(full)), Table.Number(Table.Percentile(full, 0.99))],
            ["ratio", $"{Table.Number(Table.Median(full) / Table.Median(keystroke), "0")}×", ""],
            ["one decoded token", Table.Number(Table.Median(token), "0.000"), Table.Number(Table.Percentile(token, 0.99), "0.000")],
            ["cancelling inside the prefill", Table.Number(Table.Median(cancelled)), Table.Number(Table.Percentile(cancelled, 0.99))],
        ]);
    }

    private static void Decode(ILanguageModelSession session, int tokens)
    {
        for (var i = 0; i < tokens; i++)
        {
            session.Append([200 + i], CancellationToken.None);
        }
    }

    private static double Time(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    // From asking for the end to having it; null when the prefill was done before.
    private static async Task<double?> CancelAsync(ILanguageModelSession session, int[] prompt, TimeSpan after)
    {
        using var source = new CancellationTokenSource();
        var running = Task.Run(() =>
        {
            try
            {
                session.Append(prompt, source.Token);
                return (long?)null;
            }
            catch (OperationCanceledException)
            {
                return Stopwatch.GetTimestamp();
            }
        });
        await Task.Delay(after);
        var cancelled = Stopwatch.GetTimestamp();
        await source.CancelAsync();
        return await running is { } ended ? Stopwatch.GetElapsedTime(cancelled, ended).TotalMilliseconds : null;
    }
}
