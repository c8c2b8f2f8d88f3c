using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>signIn</c> of the Copilot dialect: local completions need no account.</summary>
internal static class SignInHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken) =>
        new(RpcResult.Of(new AuthStatus("AlreadySignedIn", Environment.UserName), LspJsonContext.Default.AuthStatus));
}
