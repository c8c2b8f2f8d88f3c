using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>copilot/models</c>: the model in use. Another one is chosen by the setting <c>model</c>.</summary>
internal static class CopilotModelsHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        var name = session.Engine.Status.Model.Name;
        CopilotModel[] models = name.Length == 0 ? [] : [new(name, name, name, ["completion"], Preview: false, IsChatDefault: false, IsChatFallback: false)];
        return new(RpcResult.Of(models, CopilotJsonContext.Default.CopilotModelArray));
    }
}
