using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>textDocument/didOpen</c></summary>
internal static class DidOpenHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
        var item = LspJson.Read(parameters, LspJsonContext.Default.DidOpenTextDocumentParams).TextDocument;
        session.Completions.Cancel(item.Uri);
        session.SentWithRequests.Remove(item.Uri);
        session.Engine.DocumentOpened(session.Documents.Open(item.Uri, item.LanguageId ?? "plaintext", item.Version, item.Text));
    }
}
