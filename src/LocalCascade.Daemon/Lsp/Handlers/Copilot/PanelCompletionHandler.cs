using System.Text.Json;
using LocalCascade.Completion;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>textDocument/copilotPanelCompletion</c>: several suggestions for a list beside the code.</summary>
internal static class PanelCompletionHandler
{
    public static async ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        var request = LspJson.Read(parameters, CopilotJsonContext.Default.PanelCompletionParams);
        var items = new InlineCompletionList([]);
        if (session.Documents.Get(request.TextDocument.Uri) is { } document)
        {
            InlineCompletionHandler.CheckVersion(request.TextDocument.Version, document);
            var question = new CompletionRequest
            {
                Document = document,
                Offset = EditorCompletion.ToOffset(session, document.Text, request.Position),
                Trigger = CompletionTrigger.Invoked,
                MaxItems = EditorCompletion.MostItems,
            };
            var result = await EditorCompletion.AskAsync(session, question, cancellationToken).ConfigureAwait(false);
            items = new([.. result.Items.Select(item => EditorCompletion.ToItem(session, item, question, Dialect.AcceptPanelCommand))]);
        }

        if (request.PartialResultToken.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        {
            // All by way of progress, the answer itself empty: LSP's partial results.
            await session.Connection.NotifyAsync("$/progress", new(request.PartialResultToken, items), CopilotJsonContext.Default.PartialItems).ConfigureAwait(false);
            items = new([]);
        }

        return RpcResult.Of(items, LspJsonContext.Default.InlineCompletionList);
    }
}
