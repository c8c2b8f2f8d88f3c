using System.Diagnostics;
using LocalCascade.Inference.Tokenization;

namespace LocalCascade.Benchmarks;

/// <summary>Encoding speed of the embedded tokenizer on one core, and what a keystroke costs.</summary>
internal static class TokenizerBenchmark
{
    public static Task RunAsync()
    {
        var tokenizer = Tokenizer.Load(Embedded.ModelFolder);
        var text = string.Concat(Embedded.Sources.Select(File.ReadAllText));
        var tokens = new List<int>();
        var speeds = new List<double>();
        for (var round = 0; round < 25; round++)
        {
            tokens.Clear();
            var started = Stopwatch.GetTimestamp();
            tokenizer.Encode(text, tokens);
            speeds.Add(text.Length / 1e6 / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        var encoder = new IncrementalEncoder(tokenizer);
        encoder.Update(text);
        var keystrokes = new List<double>();
        for (var round = 0; round < 200; round++)
        {
            text += (char)('a' + round % 26);
            var started = Stopwatch.GetTimestamp();
            encoder.Update(text);
            keystrokes.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        Table.Write("Tokenizer, embedded vocabulary, one core", ["what", "median"],
        [
            [$"encoding {text.Length / 1000} kB of source", $"{Table.Number(Table.Median(speeds), "0.0")} MB/s ({Table.Number(tokens.Count == 0 ? 0 : (double)text.Length / tokens.Count, "0.00")} characters a token)"],
            ["a keystroke at the end of it", $"{Table.Number(Table.Median(keystrokes), "0")} µs"],
        ]);
        return Task.CompletedTask;
    }
}
