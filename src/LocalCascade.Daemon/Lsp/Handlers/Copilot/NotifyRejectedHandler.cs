using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>notifyRejected</c> {uuids} of older clients.</summary>
internal static class NotifyRejectedHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        foreach (var id in LspJson.Read(parameters, CopilotJsonContext.Default.UuidParams).Uuids ?? [])
        {
            session.Engine.Rejected(id);
        }

        return new(LspJson.Ok);
    }
}
