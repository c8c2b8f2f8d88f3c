using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>textDocument/didShowCompletion</c> of the Copilot dialect.</summary>
internal static class DidShowCompletionHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
        if (ReportedItems.Id(parameters, out _) is { } id)
        {
            session.Engine.Shown(id);
        }
    }
}
