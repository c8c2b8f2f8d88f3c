using System.Text.Json;
using LocalCascade.Completion.Documents;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>textDocument/didChange</c>: what was being generated for the old text is stopped at once.</summary>
internal static class DidChangeHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
        var request = LspJson.Read(parameters, LspJsonContext.Default.DidChangeTextDocumentParams);
        var document = request.TextDocument;
        session.Completions.Cancel(document.Uri);

        // VS Code reverts a document that was closed with its changes, and tells of that after the close.
        if (Apply(session.Documents, request, session.Encoding) is { } update)
        {
            session.Engine.DocumentChanged(update.Document, update.Changes);
        }
    }

    /// <summary>Brings a store up to date; null when the document is not open.</summary>
    public static DocumentUpdate? Apply(DocumentStore documents, DidChangeTextDocumentParams request, PositionEncoding encoding)
    {
        var changes = request.ContentChanges.ConvertAll(change => new DocumentChange(ToRange(change.Range), change.Text));
        return documents.Change(request.TextDocument.Uri, request.TextDocument.Version ?? 0, changes, encoding);
    }

    private static TextRange? ToRange(LspRange? range) =>
        range is null ? null : new(new(range.Start.Line, range.Start.Character), new(range.End.Line, range.End.Character));
}
