using System.Diagnostics;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Benchmarks;

/// <summary>What the workspace predictor costs: a question and an edit, at workspaces of several sizes made of this repository's own code.</summary>
internal static class PredictorBenchmark
{
    private const int Questions = 2_000;
    private const int Edits = 2_000;
    private const int MemoryMegabytes = 64;

    /// <summary>A workspace's size and what was measured on it; times in microseconds.</summary>
    public sealed record Row(string Workspace, int Files, double Question50, double Question99, double Edit50, double Edit99, double MegabytesHeld);

    /// <param name="folder">Where the C# files that workspaces are made of lie.</param>
    public static IReadOnlyList<Row> Run(string folder)
    {
        var texts = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText)
            .ToArray();
        var lines = string.Concat(texts).Split('\n')[..2_000];
        return [Measure("one file of 2,000 lines", 0, texts, lines), Measure("500 files", 500, texts, lines), Measure("5,000 files", 5_000, texts, lines)];
    }

    private static Row Measure(string name, int files, string[] texts, string[] lines)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var predictor = new WorkspacePredictor(MemoryMegabytes, TimeProvider.System);
        for (var i = 0; i < files; i++)
        {
            // Copies of the same files differ in their words, or every question would find thousands of equal lines.
            var copy = i / texts.Length;
            var text = copy == 0 ? texts[i] : texts[i % texts.Length].Replace("re", $"re{copy}", StringComparison.Ordinal);
            predictor.AddFile($"file:///w/{i}.cs", "csharp", text.Split('\n'));
        }

        var document = new DocumentSnapshot("file:///w/open.cs", "csharp", 1, SourceText.From(string.Join('\n', lines)));
        predictor.Open(document);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var random = new Random(1);
        var questions = new double[Questions];
        var edits = new double[Edits];

        // The first round only warms up.
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < Questions; i++)
            {
                var offset = random.Next(document.Text.Length);
                var started = Stopwatch.GetTimestamp();
                predictor.Predict(document, offset, 1, CancellationToken.None);
                questions[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            }

            for (var i = 0; i < Edits; i++)
            {
                var change = new TextChange(random.Next(document.Text.Length), 0, "x");
                document = document with { Version = document.Version + 1, Text = document.Text.WithChange(change) };
                var started = Stopwatch.GetTimestamp();
                predictor.Update(document, [change]);
                edits[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            }
        }

        Array.Sort(questions);
        Array.Sort(edits);
        return new(name, predictor.FileCount, questions[Questions / 2], questions[Questions * 99 / 100], edits[Edits / 2], edits[Edits * 99 / 100], held / 1e6);
    }
}
