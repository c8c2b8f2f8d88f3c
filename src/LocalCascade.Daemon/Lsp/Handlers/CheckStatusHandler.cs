using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>checkStatus</c> of the Copilot dialect: who is signed in. Asks nobody, whether <c>localChecksOnly</c> is set or not.</summary>
internal static class CheckStatusHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken) =>
        new(RpcResult.Of(CopilotStatus.AuthOf(session), CopilotJsonContext.Default.AuthStatus));
}
