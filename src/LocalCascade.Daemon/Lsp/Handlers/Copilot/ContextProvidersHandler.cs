using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>context/registerProviders</c> and <c>context/unregisterProviders</c>: taken politely; what they would provide is not asked for.</summary>
internal static class ContextProvidersHandler
{
    public static ValueTask<RpcResult> HandleRegister(ServerSession session, JsonElement parameters, CancellationToken cancellationToken) => Answer(new(Ids(parameters), []));

    public static ValueTask<RpcResult> HandleUnregister(ServerSession session, JsonElement parameters, CancellationToken cancellationToken) => Answer(new([], Ids(parameters)));

    private static ValueTask<RpcResult> Answer(RegisteredProviders providers) => new(RpcResult.Of(providers, CopilotJsonContext.Default.RegisteredProviders));

    private static string[] Ids(JsonElement parameters) =>
        [.. (LspJson.Read(parameters, CopilotJsonContext.Default.ContextProviders).Providers ?? []).Select(provider => provider.Id).OfType<string>()];
}
