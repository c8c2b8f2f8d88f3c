using System.Text.Json;
using LocalCascade.Daemon.Models;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>localcascade/models</c>: the models on this machine, for the setting <c>model</c>; what `localcascade models list` shows.</summary>
internal static class ModelsHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        lock (session.Settings)
        {
            var inUse = session.Settings.FindModelFolder(out _);
            return new(RpcResult.Of(new ModelsResult([.. ModelLibrary.List().Select(model => new ListedModel(model.Name, model.Folder, model.Folder == inUse))]), LspJsonContext.Default.ModelsResult));
        }
    }
}
