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
        var engineSettings = settings.Current.Engine with { RespectGitIgnore = false, CachedAnswers = 0 };
        var engine = await LocalEngine.StartAsync(settings, engineSettings, folder, cancellationToken).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            console.WriteLine($"{engine.Status.Model.Message} {engine.Status.IndexedFiles} files of the workspace are known.");
            foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
            {
                var document = new DocumentSnapshot(Hosting.FileUri.FromPath(path), LanguageIds.Of(path), 1, SourceText.From(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)));
                foreach (var offset in Samples.UnfinishedLines(document.Text))
                {
                    // Each source is asked by itself, so that both can be seen; in an editor the more confident one answers.
                    console.WriteLine();
                    console.Write(new Rule(Path.GetFileName(path)) { Justification = Justify.Left });
                    foreach (var origin in new[] { CompletionOrigin.Workspace, CompletionOrigin.LocalModel })
                    {
                        var fromWorkspace = origin == CompletionOrigin.Workspace;
                        engine.Apply(engineSettings with { UseWorkspace = fromWorkspace }, settings.FindModelFolder(out _));
                        var result = await LocalEngine.CompleteAsync(engine, document, offset, maxItems: fromWorkspace ? 2 : 1, cancellationToken).ConfigureAwait(false);
                        var item = result.Items.FirstOrDefault(i => i.Origin == origin);
                        Write(console, document.Text, offset, origin, item, result);
                    }
                }
            }
        }

        return ExitCodes.Success;
    }

    private static void Write(IAnsiConsole console, SourceText text, int offset, CompletionOrigin origin, CompletionItem? item, CompletionResult result)
    {
        if (origin == CompletionOrigin.Workspace || item is not null)
        {
            CompletionView.WriteInContext(console, text, offset, item);
        }

        console.WriteLine(item is null
            ? $"      {(origin == CompletionOrigin.Workspace ? "workspace predictor" : "local model")}: {result.Reason?.Explanation ?? "nothing that continues here was found."}"
            : $"      {CompletionView.Describe(item, result.Timings)}");
    }
}
