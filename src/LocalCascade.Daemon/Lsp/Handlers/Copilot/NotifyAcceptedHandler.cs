using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>notifyAccepted</c> {uuid, acceptedLength?} of older clients; the length counts from the line's start.</summary>
internal static class NotifyAcceptedHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        var request = LspJson.Read(parameters, CopilotJsonContext.Default.UuidParams);
        if (request.Uuid is { } id)
        {
            ReportedItems.Accepted(session, id, request.AcceptedLength);
        }

        return new(LspJson.Ok);
    }
}
