using LocalCascade.Completion;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>localcascade/explain</c> {textDocument}: in one line why the document's last request was answered as it was; null when there was none lately.</summary>
internal static class ExplainHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, System.Text.Json.JsonElement parameters, CancellationToken cancellationToken)
    {
        var document = LspJson.Read(parameters, LspJsonContext.Default.TextDocumentParams).TextDocument
            ?? throw new RpcException(RpcErrorCodes.InvalidParams, "The parameters name no textDocument.");
        if (session.Documents.Get(document.Uri) is null)
        {
            return new(RpcResult.Of(new ExplainResult(InlineCompletionHandler.NotOpen, nameof(CascadeCode.None), null, null, null, null, null, 0, nameof(CloudOutcome.NotAsked), null, 0), LspJsonContext.Default.ExplainResult));
        }

        return new(session.Engine.Explain(document.Uri) is { } result ? RpcResult.Of(ToResult(result), LspJsonContext.Default.ExplainResult) : LspJson.Null);
    }

    private static ExplainResult ToResult(CompletionResult result) => new(
        result.Explain(),
        result.Decision.Code.ToString(),
        result.Items is [var first, ..] ? first.Origin.ToString() : null,
        result.Decision.Workspace,
        result.Decision.Model,
        result.Decision.RawModel,
        result.Decision.Cloud,
        result.Decision.Threshold,
        result.Decision.CloudOutcome.ToString(),
        result.Decision.CloudRequestId,
        result.Timings.Total.TotalMilliseconds);
}
