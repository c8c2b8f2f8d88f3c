using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalCascade.Benchmarks.Gguf;
using LocalCascade.Inference.Models;
using LocalCascade.Tests;

namespace LocalCascade.Benchmarks;

/// <summary>The embedded model's weights in llama.cpp and here, in the same run: prefill and decode, one and two threads, in alternating rounds.</summary>
internal static class LlamaBenchmark
{
    private const int PromptTokens = 512;
    private const int DecodedTokens = 40;
    private const int Rounds = 8;

    public static async Task RunAsync()
    {
        var client = RepositoryRoot.Combine("tests", "LocalCascade.Benchmarks", "llama.cpp");
        if (!Directory.Exists(Path.Combine(client, "node_modules", "node-llama-cpp")) && await RunToolAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], client) is null)
        {
            Console.Error.WriteLine("llama.cpp (npm's node-llama-cpp) could not be installed; the comparison is left out.");
            return;
        }

        var folder = ModelFolder.Open(Embedded.ModelFolder);
        using var work = new TemporaryFolder();
        var gguf = work.Combine("model.gguf");
        GgufExport.Write(folder, gguf);
        int[] prompt = [.. Enumerable.Range(0, PromptTokens).Select(i => 100 + (i * 7919 % 3000))];
        await File.WriteAllTextAsync(work.Combine("prompt.json"), JsonSerializer.Serialize(prompt));

        var rows = new List<string[]>();
        foreach (var threads in new[] { 1, 2 })
        {
            var (ours, peers) = (new Measurement([], [], []), new Measurement([], [], []));
            for (var turn = 0; turn < 2; turn++)
            {
                ours = ours.With(Measure(folder, threads, prompt));
                if (await RunToolAsync("node", ["measure.mjs", gguf, $"{threads}", $"{Rounds}", work.Combine("prompt.json")], client) is not { } output)
                {
                    Console.Error.WriteLine("llama.cpp could not run the exported model; the comparison is left out.");
                    return;
                }

                peers = peers.With(JsonSerializer.Deserialize<Measurement>(output, MeasurementContext.Default.Options)!);
            }

            var agree = ours.Greedy.AsSpan().CommonPrefixLength(peers.Greedy);
            rows.Add(Row($"{threads}", $"prefill of {PromptTokens}", ours.Prefill, peers.Prefill, ""));
            rows.Add(Row($"{threads}", "one token", ours.Decode, peers.Decode, $"{agree} of {DecodedTokens}"));
        }

        Table.Write("The same weights in llama.cpp (Q8_0, flash attention), same run; ms, median and best", ["threads", "what", "here", "llama.cpp", "here faster by (medians)", "(bests)", "same greedy tokens"], rows);
        Console.WriteLine();
        Console.WriteLine("llama.cpp runs through node-llama-cpp, whose JavaScript loop is part of a decoded token's time; its threads spin, so with as many threads as busy cores its median says more about the machine than about it.");
    }

    private static string[] Row(string threads, string what, double[] ours, double[] peers, string agree) =>
    [
        threads,
        what,
        $"{Table.Number(Table.Median(ours))} / {Table.Number(ours.Min())}",
        $"{Table.Number(Table.Median(peers))} / {Table.Number(peers.Min())}",
        $"{Table.Number(Table.Median(peers) / Table.Median(ours))}×",
        $"{Table.Number(peers.Min() / ours.Min())}×",
        agree,
    ];

    private static Measurement Measure(ModelFolder folder, int threads, int[] prompt)
    {
        using var model = OnnxModel.Load(folder, new() { Provider = "cpu", Threads = threads }, CancellationToken.None);
        using var session = model.CreateSession(1024);
        var (prefill, decode, greedy) = (new List<double>(), new List<double>(), new List<int>());
        for (var round = 0; round < Rounds; round++)
        {
            session.Rollback(0);
            var started = Stopwatch.GetTimestamp();
            session.Append(prompt.AsSpan(0, prompt.Length - 1), CancellationToken.None);
            prefill.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            greedy.Clear();
            var token = prompt[^1];
            for (var i = 0; i < DecodedTokens; i++)
            {
                started = Stopwatch.GetTimestamp();
                token = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(session.Append([token], CancellationToken.None));
                if (i >= 4)
                {
                    decode.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }

                greedy.Add(token);
            }
        }

        return new([.. prefill], [.. decode], [.. greedy]);
    }

    private static async Task<string?> RunToolAsync(string program, string[] arguments, string folder)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}

/// <summary>Milliseconds per prefill and per decoded token, and the tokens.</summary>
internal sealed record Measurement(double[] Prefill, double[] Decode, int[] Greedy)
{
    public Measurement With(Measurement other) => new([.. Prefill, .. other.Prefill], [.. Decode, .. other.Decode], other.Greedy);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Measurement))]
internal sealed partial class MeasurementContext : JsonSerializerContext;
