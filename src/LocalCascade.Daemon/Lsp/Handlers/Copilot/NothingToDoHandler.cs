using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>telemetry/exception</c>, <c>recordTelemetryConsent</c> and their like: nothing of it is kept or sent, and all is well.</summary>
internal static class NothingToDoHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken) => new(LspJson.Ok);
}
