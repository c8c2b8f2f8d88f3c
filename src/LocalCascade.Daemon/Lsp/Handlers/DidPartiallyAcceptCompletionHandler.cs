using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>textDocument/didPartiallyAcceptCompletion</c> of the Copilot dialect: <c>acceptedLength</c> counts UTF-16 units from the start of insertText; all of them are an acceptance.</summary>
internal static class DidPartiallyAcceptCompletionHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
        if (ReportedItems.Id(parameters, out var acceptedLength) is { } id)
        {
            ReportedItems.Accepted(session, id, acceptedLength ?? 0);
        }
    }
}
