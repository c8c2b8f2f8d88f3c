using System.Text;
using System.Text.Json;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>debug/diagnostics</c>: how things stand, as Markdown. Contacts nobody.</summary>
internal static class DiagnosticsHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        var status = session.Engine.Status;
        var report = new StringBuilder()
            .AppendLine("## LocalCascade").AppendLine()
            .AppendLine(null, $"- Version: {ProductVersion.Current}")
            .AppendLine(null, $"- Editor: {session.ClientName}")
            .AppendLine(null, $"- Model: {status.Model.Message}")
            .AppendLine(null, $"- Cloud: {(session.Settings.Current.Offline ? "none, offline" : session.Cloud.Status?.Message ?? "none")}")
            .AppendLine(null, $"- Open documents: {status.OpenDocuments}; files known: {status.IndexedFiles}")
            .AppendLine(null, $"- Requests answered: {status.Requests}; last: {session.LastAnswer ?? "none"}").AppendLine()
            .AppendLine("`localcascade doctor` checks the installation.");
        return new(RpcResult.Of(new DiagnosticsResult(report.ToString()), CopilotJsonContext.Default.DiagnosticsResult));
    }
}
