using System.Text.Json;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>localcascade/status</c>: the model's state and how much was answered from where.</summary>
internal static class StatusHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        var status = session.Engine.Status;
        var result = new StatusResult(
            status.Model.Name,
            status.Model.State.ToString(),
            status.Model.Message,
            session.Settings.Current.Offline,
            status.OpenDocuments,
            status.IndexedFiles,
            status.Requests,
            status.Shown,
            status.Accepted,
            status.PartiallyAccepted,
            status.Rejected,
            status.FromWorkspace,
            status.FromModel,
            status.FromCache,
            status.FromCloud,
            status.Joined,
            status.Escalated,
            session.LastAnswer,
            session.Cloud.Status?.State.ToString(),
            session.Cloud.Status?.Message);
        return new(RpcResult.Of(result, LspJsonContext.Default.StatusResult));
    }
}
