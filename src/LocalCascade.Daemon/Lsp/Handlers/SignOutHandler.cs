using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>signOut</c> of the Copilot dialect: there is no account to leave.</summary>
internal static class SignOutHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken) => new(LspJson.Null);
}
