using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>notifyShown</c> {uuid} of older clients.</summary>
internal static class NotifyShownHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        if (LspJson.Read(parameters, CopilotJsonContext.Default.UuidParams).Uuid is { } id)
        {
            session.Engine.Shown(id);
        }

        return new(LspJson.Ok);
    }
}
