using System.Text.Json;
using LocalCascade.Completion.Documents;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>workspace/didChangeWorkspaceFolders</c></summary>
internal static class DidChangeWorkspaceFoldersHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
        var change = LspJson.Read(parameters, LspJsonContext.Default.DidChangeWorkspaceFoldersParams).Event;
        SessionSettings.SetFolders(session, [.. session.WorkspaceFolders.Except(Paths(change.Removed)).Union(Paths(change.Added))]);
    }

    private static IEnumerable<string> Paths(List<WorkspaceFolder>? folders) => (folders ?? []).Select(folder => DocumentUri.ToPath(folder.Uri)).OfType<string>();
}
