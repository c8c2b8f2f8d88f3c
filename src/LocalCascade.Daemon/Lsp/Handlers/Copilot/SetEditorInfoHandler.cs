using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>setEditorInfo</c>: how clients said who they are before initializationOptions did.</summary>
internal static class SetEditorInfoHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        session.Dialect = Dialect.Copilot;
        session.Begin();
        session.Status.Changed();
        return new(LspJson.Ok);
    }
}
