using System.Text.Json;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>getVersion</c></summary>
internal static class GetVersionHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken) =>
        new(RpcResult.Of(new GetVersionResult(ProductVersion.Current, "prod", $"dotnet/{Environment.Version}"), CopilotJsonContext.Default.GetVersionResult));
}
