using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>textDocument/didClose</c></summary>
internal static class DidCloseHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
        if (LspJson.Read(parameters, LspJsonContext.Default.TextDocumentParams).TextDocument is { } document)
        {
            session.Completions.Cancel(document.Uri);
            session.Documents.Close(document.Uri);
            session.Engine.DocumentClosed(document.Uri);
        }
    }
}
