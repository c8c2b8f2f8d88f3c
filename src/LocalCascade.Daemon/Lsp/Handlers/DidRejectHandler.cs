using System.Text.Json;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>localcascade/didReject</c> {item}, our own: LSP has no message for a dismissed suggestion.</summary>
internal static class DidRejectHandler
{
    public static void Handle(ServerSession session, JsonElement parameters)
    {
        if (ReportedItems.Id(parameters, out _) is { } id)
        {
            session.Engine.Rejected(id);
        }
    }
}
