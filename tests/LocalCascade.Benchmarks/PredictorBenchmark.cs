using System.Diagnostics;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Rules;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Benchmarks;

/// <summary>
/// What the workspace predictor costs on workspaces of several sizes, which are made of this repository's own code: reading them, a
/// question, an edit, and a switch to a branch where a thousand files are others.
/// </summary>
internal static class PredictorBenchmark
{
    private const int Questions = 2_000;
    private const int Edits = 2_000;
    private const int FilesOfBranch = 1_000;
    private const int FilesPerFolder = 50;

    /// <summary>A workspace, and what was measured on it.</summary>
    /// <param name="Files">Its files.</param>
    /// <param name="Megabytes">The memory allowed.</param>
    /// <param name="Held">Files that the memory held.</param>
    /// <param name="Taken">Bytes of memory taken by what is held, as the index counts them; WorkspaceMemoryTests holds that against the collector's count.</param>
    /// <param name="Characters">Characters of the files held.</param>
    /// <param name="Scan">Reading the workspace for the first time.</param>
    /// <param name="EditDuringScan">99th percentile of the edits meanwhile, in microseconds, as all below.</param>
    /// <param name="Question50">Median of the questions.</param>
    /// <param name="Question99">99th percentile of the questions.</param>
    /// <param name="Edit50">Median of the edits.</param>
    /// <param name="Edit99">99th percentile of the edits.</param>
    /// <param name="Switch">From a changed branch to its files being known, the pause before it begins included.</param>
    public sealed record Row(int Files, int Megabytes, int Held, long Taken, long Characters, TimeSpan Scan, double EditDuringScan, double Question50, double Question99, double Edit50, double Edit99, TimeSpan Switch);

    /// <param name="source">Where the C# files that workspaces are made of lie.</param>
    public static async IAsyncEnumerable<Row> RunAsync(string source)
    {
        var texts = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText)
            .ToArray();
        var folder = Directory.CreateTempSubdirectory("localcascade-predictor-").FullName;
        try
        {
            var written = 0;
            foreach (var (files, megabytes) in new[] { (100, 64), (10_000, 64), (10_000, 256), (100_000, 64), (100_000, 2_048) })
            {
                for (; written < files; written++)
                {
                    Write(folder, written, texts);
                }

                yield return await MeasureAsync(folder, files, megabytes, texts).ConfigureAwait(false);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Row> MeasureAsync(string folder, int files, int megabytes, string[] texts)
    {
        var predictor = new WorkspacePredictor(megabytes, TimeProvider.System);
        var scanner = new WorkspaceScanner(predictor, TimeProvider.System);
        await using var _ = scanner.ConfigureAwait(false);
        var document = new DocumentSnapshot(new Uri(PathOf(folder, 0) + ".open.cs").AbsoluteUri, "csharp", 1, SourceText.From(string.Join('\n', string.Concat(texts).Split('\n')[..2_000])));
        var random = new Random(1);
        predictor.Open(document);
        Ask(new double[Questions], predictor, document, random);
        Edit(new double[Edits], predictor, ref document, random);

        var started = Stopwatch.GetTimestamp();
        scanner.Scan([folder], new FileRules(new(), [folder], TimeProvider.System, userIgnoreList: ""));
        var meanwhile = new List<double>();
        while (!scanner.Settled.IsCompleted)
        {
            var edit = new double[1];
            Edit(edit, predictor, ref document, random);
            meanwhile.Add(edit[0]);
            await Task.Delay(2).ConfigureAwait(false);
        }

        await scanner.Settled.ConfigureAwait(false);
        var scan = Stopwatch.GetElapsedTime(started);
        var taken = predictor.Index.Bytes;
        var held = predictor.Index.Count;
        var characters = predictor.Index.Length;
        var (questions, edits) = (new double[Questions], new double[Edits]);

        // The first round only warms up.
        for (var round = 0; round < 2; round++)
        {
            Ask(questions, predictor, document, random);
            Edit(edits, predictor, ref document, random);
        }

        // Files all over the workspace, held or not.
        for (var i = 0; i < Math.Min(FilesOfBranch, files); i++)
        {
            await File.AppendAllTextAsync(PathOf(folder, (int)((long)i * files / Math.Min(FilesOfBranch, files))), "// Another branch.\n").ConfigureAwait(false);
        }

        started = Stopwatch.GetTimestamp();
        scanner.ChangedSomewhere();
        var busy = scanner.Settled;
        while (scanner.Settled == busy)
        {
            await Task.Delay(1).ConfigureAwait(false);
        }

        await scanner.Settled.ConfigureAwait(false);
        var switched = Stopwatch.GetElapsedTime(started);
        return new(files, megabytes, held, taken, characters, scan, Table.Percentile(meanwhile, 0.99), Table.Percentile(questions, 0.5), Table.Percentile(questions, 0.99), Table.Percentile(edits, 0.5), Table.Percentile(edits, 0.99), switched);
    }

    private static void Ask(double[] times, WorkspacePredictor predictor, DocumentSnapshot document, Random random)
    {
        for (var i = 0; i < times.Length; i++)
        {
            var offset = random.Next(document.Text.Length);
            var started = Stopwatch.GetTimestamp();
            predictor.Predict(document, offset, 1, CancellationToken.None);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }
    }

    private static void Edit(double[] times, WorkspacePredictor predictor, ref DocumentSnapshot document, Random random)
    {
        for (var i = 0; i < times.Length; i++)
        {
            var change = new TextChange(random.Next(document.Text.Length), 0, "x");
            document = document with { Version = document.Version + 1, Text = document.Text.WithChange(change) };
            var started = Stopwatch.GetTimestamp();
            predictor.Update(document, [change]);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }
    }

    // Copies of the same files differ in their words, or every question would find thousands of equal lines.
    private static void Write(string folder, int number, string[] texts)
    {
        var path = PathOf(folder, number);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var copy = number / texts.Length;
        var text = texts[number % texts.Length];
        File.WriteAllText(path, copy == 0 ? text : text.Replace("re", $"re{copy}", StringComparison.Ordinal));
    }

    private static string PathOf(string folder, int number) =>
        Path.Join(folder, $"part{number / FilesPerFolder / 20}", $"folder{number / FilesPerFolder}", $"File{number}.cs");
}
