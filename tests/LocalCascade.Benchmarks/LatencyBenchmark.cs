using LocalCascade.Completion;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Benchmarks;

/// <summary>From keystroke to ghost text: real files, typed a character at a time, through the engine as the language server calls it.</summary>
internal static class LatencyBenchmark
{
    private const int Places = 40;
    private const int KeystrokesAtPlace = 6;

    public static async Task RunAsync()
    {
        var rows = new List<string[]>();
        foreach (var (name, settings) in new[]
        {
            ("workspace predictor alone", new EngineSettings { UseModel = false }),
            ("embedded model alone", new EngineSettings { UseWorkspace = false }),
            ("both, as shipped", new EngineSettings()),
        })
        {
            var samples = await MeasureAsync(settings with { RespectGitIgnore = false });
            foreach (var (kind, times) in samples)
            {
                rows.Add([name, kind, $"{times.Count}", Table.Number(Table.Percentile(times, 0.5)), Table.Number(Table.Percentile(times, 0.95)), Table.Number(Table.Percentile(times, 0.99))]);
            }
        }

        Table.Write("Keystroke to ghost text, one line (ms)", ["source", "keystroke", "samples", "p50", "p95", "p99"], rows);
    }

    private static async Task<Dictionary<string, List<double>>> MeasureAsync(EngineSettings settings)
    {
        var samples = new Dictionary<string, List<double>> { ["first at a place"] = [], ["typing on"] = [], ["typing through the ghost text"] = [] };
        await using var engine = new CompletionEngine(settings, Embedded.ModelFolder);
        engine.Start();
        await engine.WhenReadyAsync(CancellationToken.None);
        var random = new Random(5);
        foreach (var path in Embedded.Sources)
        {
            var text = (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n");
            for (var place = 0; place < Places / Embedded.Sources.Length; place++)
            {
                await TypeAtAsync(engine, path, text, random.Next(text.Length / 4, text.Length - 200), samples, record: place > 0);
            }
        }

        return samples;
    }

    // The user is writing this line: the rest of it is not there yet.
    private static async Task TypeAtAsync(CompletionEngine engine, string path, string text, int at, Dictionary<string, List<double>> samples, bool record)
    {
        var lineEnd = text.IndexOf('\n', at);
        var typed = text[at..lineEnd];
        var source = SourceText.From(text.Remove(at, lineEnd - at));
        var document = new DocumentSnapshot(new Uri(path).AbsoluteUri, LanguageIds.Of(path), 1, source);
        engine.DocumentOpened(document);
        for (var i = 0; i <= Math.Min(KeystrokesAtPlace, typed.Length - 1); i++)
        {
            var result = await AskAsync(engine, document, at + i);
            if (record)
            {
                var first = result.Items is [var item, ..] && item.FromCache ? "typing through the ghost text" : i == 0 ? "first at a place" : "typing on";
                samples[first].Add(result.Timings.Total.TotalMilliseconds);
            }

            var change = new TextChange(at + i, 0, typed[i].ToString());
            document = document with { Version = document.Version + 1, Text = document.Text.WithChange(change) };
            engine.DocumentChanged(document, [change]);
        }

        engine.DocumentClosed(document.Uri);
    }

    private static ValueTask<CompletionResult> AskAsync(CompletionEngine engine, DocumentSnapshot document, int offset) =>
        engine.CompleteAsync(new() { Document = document, Offset = offset, Trigger = CompletionTrigger.Invoked }, CancellationToken.None);
}
