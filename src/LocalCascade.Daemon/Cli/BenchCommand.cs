using System.CommandLine;
using System.Globalization;
using LocalCascade.Completion;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Workspace;
using Spectre.Console;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade bench</c>: how fast the configured model and the predictor answer on this machine.</summary>
internal static class BenchCommand
{
    private const int Rounds = 5;
    private const int Keystrokes = 4;

    public static Command Create()
    {
        var command = new Command("bench", "Measure on this machine how fast the predictor and the configured model answer");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = Samples.Find();
        var settings = GlobalOptions.ReadSettings(parsed);
        var table = new Table().AddColumns("source", "keystroke", "samples", "p50 ms", "p95 ms", "ms per token");
        foreach (var (name, useWorkspace) in new[] { ("workspace predictor", true), ("model", false) })
        {
            var engineSettings = settings.Current.Engine with { UseWorkspace = useWorkspace, UseModel = !useWorkspace && settings.Current.Engine.UseModel, CachedAnswers = 0, RespectGitIgnore = false };
            var engine = await LocalEngine.StartAsync(settings, engineSettings, folder, cancellationToken).ConfigureAwait(false);
            await using (engine.ConfigureAwait(false))
            {
                var (first, next) = (new List<CompletionTimings>(), new List<CompletionTimings>());
                for (var round = 0; round < Rounds; round++)
                {
                    foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
                    {
                        var text = SourceText.From(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
                        foreach (var offset in Samples.UnfinishedLines(text))
                        {
                            await TypeAsync(engine, new($"{Hosting.FileUri.FromPath(path)}?{round}", LanguageIds.Of(path), 1, text), offset, first, next, cancellationToken).ConfigureAwait(false);
                        }
                    }
                }

                AddRow(table, name, "first at a place", first);
                AddRow(table, name, "typing on", next);
            }
        }

        Terminal.Open().Write(table);
        return ExitCodes.Success;
    }

    private static async Task TypeAsync(Completion.Cascade.CompletionEngine engine, DocumentSnapshot document, int offset, List<CompletionTimings> first, List<CompletionTimings> next, CancellationToken cancellationToken)
    {
        engine.DocumentOpened(document);
        for (var i = 0; i < Keystrokes; i++)
        {
            var result = await engine.CompleteAsync(new() { Document = document, Offset = offset + i, Trigger = CompletionTrigger.Invoked }, cancellationToken).ConfigureAwait(false);
            (i == 0 ? first : next).Add(result.Timings);
            var change = new TextChange(offset + i, 0, "item"[i].ToString());
            document = document with { Version = document.Version + 1, Text = document.Text.WithChange(change) };
            engine.DocumentChanged(document, [change]);
        }

        engine.DocumentClosed(document.Uri);
    }

    private static void AddRow(Table table, string source, string keystroke, List<CompletionTimings> timings)
    {
        var totals = timings.Select(t => t.Total.TotalMilliseconds).Order().ToList();
        var tokens = timings.Sum(t => t.GeneratedTokens);
        var perToken = tokens == 0 ? "" : (timings.Sum(t => t.Decode.TotalMilliseconds) / tokens).ToString("0.00", CultureInfo.InvariantCulture);
        table.AddRow(source, keystroke, $"{totals.Count}", At(0.5), At(0.95), perToken);

        string At(double share) => totals[(int)Math.Min(totals.Count - 1, share * totals.Count)].ToString("0.00", CultureInfo.InvariantCulture);
    }
}
