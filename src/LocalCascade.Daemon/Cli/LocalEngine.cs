using LocalCascade.Completion;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Documents;
using LocalCascade.Daemon.Configuration;

namespace LocalCascade.Daemon.Cli;

/// <summary>An engine for one command: no editor, no log.</summary>
internal static class LocalEngine
{
    /// <summary>Starts an engine on a folder's files and waits until it is ready.</summary>
    public static async Task<CompletionEngine> StartAsync(SettingsSource settings, EngineSettings engineSettings, string folder, CancellationToken cancellationToken)
    {
        var engine = new CompletionEngine(engineSettings, settings.FindModelFolder(out var reason), TimeProvider.System);
        if (reason.Length > 0)
        {
            Console.Error.WriteLine($"localcascade: note: {reason}");
        }

        engine.SetWorkspaceFolders([folder]);
        engine.Start();
        await engine.WhenReadyAsync(cancellationToken).ConfigureAwait(false);
        if (engine.Status.Model is { State: ModelState.Failed, Message: var message })
        {
            Console.Error.WriteLine($"localcascade: warning: {message} The workspace predictor answers alone.");
        }

        return engine;
    }

    /// <summary>Opens a document and asks for completions at a place, as a user would by a key.</summary>
    public static ValueTask<CompletionResult> CompleteAsync(CompletionEngine engine, DocumentSnapshot document, int offset, int maxItems, CompletionTier tier, CancellationToken cancellationToken)
    {
        engine.DocumentOpened(document);
        return engine.CompleteAsync(new() { Document = document, Offset = offset, Trigger = CompletionTrigger.Invoked, MaxItems = maxItems, Tier = tier }, cancellationToken);
    }

    /// <summary>The folder that a file's work tree begins at, or else its own.</summary>
    public static string FindWorkspace(string path)
    {
        var own = Path.GetDirectoryName(Path.GetFullPath(path))!;
        for (var folder = own; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git")))
            {
                return folder;
            }
        }

        return own;
    }
}
