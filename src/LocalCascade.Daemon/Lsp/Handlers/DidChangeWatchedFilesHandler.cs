using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>workspace/didChangeWatchedFiles</c>: files were changed, made or deleted; which of these, the disk says.</summary>
internal static class DidChangeWatchedFilesHandler
{
    public static void Handle(ServerSession session, JsonElement parameters) =>
        session.Engine.FilesChanged((LspJson.Read(parameters, LspJsonContext.Default.DidChangeWatchedFilesParams).Changes ?? []).Select(change => change.Uri));
}
