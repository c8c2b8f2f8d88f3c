using System.CommandLine;
using LocalCascade.Completion;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Workspace;
using Spectre.Console;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade demo</c>: completes at every unfinished line of the sample files, and shows what an editor would.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command("demo", "Complete at several places of the sample files and show the ghost text, its confidence and timings");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = Samples.Find();
        var settings = GlobalOptions.ReadSettings(parsed);
        var console = Terminal.Open();
        // The samples may lie in a folder that git ignores, such as dist/; and each answer is to be computed, not remembered.
        var common = settings.Current.Engine with { RespectGitIgnore = false, CachedAnswers = 0 };
        // Each source is asked by itself, so that both can be seen; in an editor the more confident one answers.
        var predictor = await LocalEngine.StartAsync(settings, common with { UseModel = false }, folder, cancellationToken).ConfigureAwait(false);
        await using (predictor.ConfigureAwait(false))
        {
            var model = await LocalEngine.StartAsync(settings, common with { UseWorkspace = false }, folder, cancellationToken).ConfigureAwait(false);
            await using (model.ConfigureAwait(false))
            {
                console.WriteLine($"{model.Status.Model.Message} The predictor knows {predictor.Status.IndexedFiles} files.");
                foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
                {
                    var document = new DocumentSnapshot(Hosting.FileUri.FromPath(path), LanguageIds.Of(path), 1, SourceText.From(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)));
                    foreach (var offset in Samples.UnfinishedLines(document.Text))
                    {
                        console.WriteLine();
                        console.Write(new Rule(Path.GetFileName(path)) { Justification = Justify.Left });
                        foreach (var engine in new[] { predictor, model })
                        {
                            var result = await LocalEngine.CompleteAsync(engine, document, offset, maxItems: 1, Completion.CompletionTier.Local, cancellationToken).ConfigureAwait(false);
                            Write(console, document.Text, offset, engine == predictor ? "workspace predictor" : "local model", result);
                        }
                    }
                }
            }
        }

        return ExitCodes.Success;
    }

    private static void Write(IAnsiConsole console, SourceText text, int offset, string source, CompletionResult result)
    {
        var item = result.Items is [var first, ..] ? first : null;
        CompletionView.WriteInContext(console, text, offset, item);
        console.WriteLine(item is null ? $"      {source}: {result.Reason?.Explanation}" : $"      {CompletionView.Describe(item, result.Timings)}");
    }
}
