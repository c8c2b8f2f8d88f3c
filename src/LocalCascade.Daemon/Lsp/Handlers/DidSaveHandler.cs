using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>textDocument/didSave</c></summary>
internal static class DidSaveHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
        if (LspJson.Read(parameters, LspJsonContext.Default.TextDocumentParams).TextDocument is { } document)
        {
            session.Engine.DocumentSaved(document.Uri);
        }
    }
}
