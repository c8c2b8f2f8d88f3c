using System.Text.Json;
using LocalCascade.Completion.Documents;
using LocalCascade.Daemon.Configuration;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>textDocument/didSave</c>: a settings file that was edited takes effect. The text is known already.</summary>
internal static class DidSaveHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
        if (LspJson.Read(parameters, LspJsonContext.Default.TextDocumentParams).TextDocument is { } document
            && DocumentUri.ToPath(document.Uri) is { } path
            && (path == session.Settings.UserFile || Path.GetFileName(path) == SettingsSource.WorkspaceFileName))
        {
            SessionSettings.Refresh(session);
        }
    }
}
