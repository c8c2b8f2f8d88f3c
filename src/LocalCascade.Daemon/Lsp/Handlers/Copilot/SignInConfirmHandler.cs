using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>signInConfirm</c> of older clients: answered once the person has entered the code.</summary>
internal static class SignInConfirmHandler
{
    public static async ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken) =>
        RpcResult.Of(await SignInHandler.FinishAsync(session, cancellationToken).ConfigureAwait(false), CopilotJsonContext.Default.AuthStatus);
}
