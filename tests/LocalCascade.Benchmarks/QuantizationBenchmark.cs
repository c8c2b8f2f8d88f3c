using System.Diagnostics;
using System.Numerics.Tensors;
using LocalCascade.Benchmarks.Onnx;
using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tokenization;
using LocalCascade.Tests;

namespace LocalCascade.Benchmarks;

/// <summary>The embedded model's weights in 32, 8 and 4 bits: size, prefill, a token's price and what is lost, in alternating rounds of one run.</summary>
internal static class QuantizationBenchmark
{
    private const int PromptTokens = 512;
    private const int DecodedTokens = 40;
    private const int Rounds = 12;
    private const int LossTokens = 8192;
    private const int LossWindow = 512;

    public static Task RunAsync()
    {
        using var work = new TemporaryFolder();
        var folders = new List<(string Name, string Path)>();
        foreach (var bits in new[] { 32, 4 })
        {
            var folder = work.Combine(Path.GetFileName(Embedded.ModelFolder) + $"-{bits}");
            OnnxPrecision.Write(Embedded.ModelFolder, folder, bits);
            folders.Add((bits == 32 ? "32-bit floats" : "int4, blocks of 32", folder));
        }

        folders.Insert(1, ("int8, blocks of 32 (shipped)", Embedded.ModelFolder));
        var rows = folders.Select(folder => new List<string> { folder.Name, Table.Number(Directory.GetFiles(folder.Path, "*.onnx*").Sum(file => new FileInfo(file).Length) / 1e6, "0.0") }).ToList();
        foreach (var threads in new[] { 1, 2 })
        {
            var models = folders.Select(folder => OnnxModel.Load(ModelFolder.Open(folder.Path), new() { Provider = "cpu", Threads = threads }, CancellationToken.None)).ToList();
            var samples = models.Select(_ => (Prefill: new List<double>(), Decode: new List<double>())).ToList();
            for (var round = 0; round <= Rounds; round++)
            {
                for (var i = 0; i < models.Count; i++)
                {
                    // The first round warms up.
                    Measure(models[i], round == 0 ? ([], []) : samples[i]);
                }
            }

            for (var i = 0; i < models.Count; i++)
            {
                rows[i].Add($"{Table.Number(Table.Median(samples[i].Prefill), "0.0")} / {Table.Number(samples[i].Prefill.Min(), "0.0")}");
                rows[i].Add($"{Table.Number(Table.Median(samples[i].Decode), "0.000")} / {Table.Number(samples[i].Decode.Min(), "0.000")}");
            }

            if (threads == 2)
            {
                AddLoss(models, rows);
            }

            models.ForEach(model => model.Dispose());
        }

        Table.Write(
            $"The embedded model's weights in three precisions, same run; ms, median and best of {Rounds}",
            ["weights", "MB", $"prefill of {PromptTokens}, 1 thread", "one token, 1 thread", $"prefill of {PromptTokens}, 2 threads", "one token, 2 threads", "nats a token of code", "same first choice as with floats"],
            rows.Select(row => row.ToArray()));
        return Task.CompletedTask;
    }

    private static void Measure(OnnxModel model, (List<double> Prefill, List<double> Decode) samples)
    {
        int[] prompt = [.. Enumerable.Range(0, PromptTokens).Select(i => 100 + (i * 7919 % 3000))];
        using var session = model.CreateSession(1024);
        var started = Stopwatch.GetTimestamp();
        session.Append(prompt, CancellationToken.None);
        samples.Prefill.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        for (var i = 0; i < DecodedTokens; i++)
        {
            started = Stopwatch.GetTimestamp();
            session.Append([200 + i], CancellationToken.None);
            if (i >= 4)
            {
                samples.Decode.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }
    }

    // What each token of this repository's code costs behind those before it.
    private static void AddLoss(List<OnnxModel> models, List<List<string>> rows)
    {
        var tokenizer = Tokenizer.Load(Embedded.ModelFolder);
        var tokens = Embedded.Sources.SelectMany(path => tokenizer.Encode(File.ReadAllText(path))).Take(LossTokens).ToArray();
        int[]? exact = null;
        for (var i = 0; i < models.Count; i++)
        {
            var (loss, first) = Judge(models[i], tokens);
            exact ??= first;
            rows[i].Add(Table.Number(loss, "0.0000"));
            rows[i].Add($"{Table.Number(100.0 * first.Zip(exact).Count(pair => pair.First == pair.Second) / first.Length, "0.0")} %");
        }
    }

    private static (double Loss, int[] First) Judge(OnnxModel model, int[] tokens)
    {
        var (loss, first) = (0.0, new List<int>());
        using var session = model.CreateSession(LossWindow);
        for (var window = 0; window + 1 < tokens.Length; window += LossWindow)
        {
            session.Rollback(0);
            var part = tokens.AsSpan(window, Math.Min(LossWindow, tokens.Length - window));
            while (session.Length + 1 < part.Length)
            {
                var start = session.Length;
                var run = part.Slice(start, Math.Min(session.MostLogits, part.Length - 1 - start));
                var logits = session.Append(run, run.Length, CancellationToken.None);
                for (var i = 0; i < run.Length; i++)
                {
                    var row = logits.Slice(i * model.VocabularySize, model.VocabularySize);
                    var probabilities = new float[row.Length];
                    TensorPrimitives.SoftMax(row, probabilities);
                    loss -= Math.Log(probabilities[part[start + i + 1]]);
                    first.Add(TensorPrimitives.IndexOfMax(row));
                }
            }
        }

        return (loss / first.Count, [.. first]);
    }
}
