using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>shutdown</c>: nothing is taken any more but <c>exit</c>.</summary>
internal static class ShutdownHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        session.State = SessionState.ShutDown;
        return new(LspJson.Null);
    }
}
