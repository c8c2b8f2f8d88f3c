using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>signOut</c> of the Copilot dialect: forgets the cloud's credential; local completions go on.</summary>
internal static class SignOutHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        session.Cloud.SignOut();
        return new(RpcResult.Of(new AuthStatus("NotSignedIn", null), CopilotJsonContext.Default.AuthStatus));
    }
}
