using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>checkStatus</c> of the Copilot dialect: whoever owns this machine's account is signed in to what runs on it.</summary>
internal static class CheckStatusHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken) =>
        new(RpcResult.Of(new AuthStatus("OK", Environment.UserName), LspJsonContext.Default.AuthStatus));
}
