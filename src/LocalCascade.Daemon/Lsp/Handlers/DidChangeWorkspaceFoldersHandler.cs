using System.Text.Json;
using LocalCascade.Completion.Documents;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>workspace/didChangeWorkspaceFolders</c></summary>
internal static class DidChangeWorkspaceFoldersHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
        var change = LspJson.Read(parameters, LspJsonContext.Default.DidChangeWorkspaceFoldersParams).Event;
        foreach (var removed in change.Removed ?? [])
        {
            session.WorkspaceFolders.Remove(DocumentUri.ToPath(removed.Uri) ?? "");
        }

        foreach (var added in change.Added ?? [])
        {
            if (DocumentUri.ToPath(added.Uri) is { } folder && !session.WorkspaceFolders.Contains(folder))
            {
                session.WorkspaceFolders.Add(folder);
            }
        }

        SessionSettings.Refresh(session);
        session.Engine.SetWorkspaceFolders([.. session.WorkspaceFolders]);
    }
}
