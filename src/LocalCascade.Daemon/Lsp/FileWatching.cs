using LocalCascade.Completion.Workspace;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp;

/// <summary>Has the editor tell of files that other programs change, where it can; else the engine watches for itself.</summary>
internal static class FileWatching
{
    private static readonly RegistrationOptions SourceFiles = new(Watchers:
    [
        new($"**/*.{{{string.Join(',', LanguageIds.Extensions.Select(extension => extension[1..]).Order(StringComparer.Ordinal))}}}"),
        new("**/.gitignore"),
    ]);

    public static void Begin(ServerSession session)
    {
        var editorTells = session.Client.Workspace?.DidChangeWatchedFiles?.DynamicRegistration == true;
        session.Engine.WatchFiles(editorTells);
        if (editorTells)
        {
            _ = RegisterAsync(session);
        }
    }

    private static async Task RegisterAsync(ServerSession session)
    {
        try
        {
            var registration = new Registration("localcascade/files", "workspace/didChangeWatchedFiles", SourceFiles);
            await session.Connection.RequestAsync("client/registerCapability", new([registration]), LspJsonContext.Default.RegistrationParams).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            session.Engine.WatchFiles(editorTells: false);
        }
        catch (OperationCanceledException)
        {
            // The session is over.
        }
    }
}
