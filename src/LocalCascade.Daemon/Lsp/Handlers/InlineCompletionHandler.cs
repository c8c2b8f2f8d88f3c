using System.Text.Json;
using LocalCascade.Completion;
using LocalCascade.Completion.Documents;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>textDocument/inlineCompletion</c></summary>
internal static class InlineCompletionHandler
{
    public const string NotOpen = "The editor has not opened this document here (textDocument/didOpen).";

    public static async ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        var request = LspJson.Read(parameters, LspJsonContext.Default.InlineCompletionParams);
        if (session.Documents.Get(request.TextDocument.Uri) is not { } document)
        {
            // Editors ask before they tell, and show errors to people.
            session.LastAnswer = NotOpen;
            return RpcResult.Of(new InlineCompletionList([]), LspJsonContext.Default.InlineCompletionList);
        }

        CheckVersion(request.TextDocument.Version, document);
        var trigger = session.TriggerKinds.Read(request.Context?.TriggerKind is { ValueKind: JsonValueKind.Number } kind && kind.TryGetInt32(out var number) ? number : null, session.Dialect == Dialect.Copilot || session.WantsStatus);
        var question = ToRequest(session, request, document, trigger);
        var result = await EditorCompletion.AskAsync(session, question, cancellationToken).ConfigureAwait(false);
        return RpcResult.Of(new InlineCompletionList([.. result.Items.Select(item => EditorCompletion.ToItem(session, item, question))]), LspJsonContext.Default.InlineCompletionList);
    }

    /// <summary>Copilot clients name the version that they ask about. Positions in another one would be somewhere else.</summary>
    public static void CheckVersion(int? version, DocumentSnapshot document)
    {
        if (version is { } asked && asked != document.Version)
        {
            throw new RpcException(RpcErrorCodes.ContentModified, "Document Version Mismatch");
        }
    }

    private static CompletionRequest ToRequest(ServerSession session, InlineCompletionParams request, DocumentSnapshot document, CompletionTrigger trigger)
    {
        var (text, options) = (document.Text, request.FormattingOptions);
        SelectedCompletion? selected = null;
        if (request.Context?.SelectedCompletionInfo is { } info)
        {
            var start = EditorCompletion.ToOffset(session, text, info.Range.Start);
            selected = new(start, Math.Max(0, EditorCompletion.ToOffset(session, text, info.Range.End) - start), info.Text);
        }

        return new()
        {
            Document = document,
            Offset = EditorCompletion.ToOffset(session, text, request.Position),
            Trigger = trigger,
            Selected = selected,
            TabSize = Columns(options?.TabSize ?? default),
            InsertSpaces = options?.InsertSpaces,
            MaxItems = trigger == CompletionTrigger.Invoked ? EditorCompletion.MostItems : 1,
        };
    }

    /// <summary>Columns of a tab; null where the editor does not say anything that can be one.</summary>
    public static int? Columns(JsonElement tabSize) => tabSize is { ValueKind: JsonValueKind.Number } && tabSize.TryGetInt32(out var columns) && columns is >= 1 and <= 16 ? columns : null;
}
