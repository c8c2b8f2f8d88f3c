using System.Text.Json;
using LocalCascade.Completion;
using LocalCascade.Completion.Documents;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers;

/// <summary><c>textDocument/inlineCompletion</c>. A document's latest request counts: an older one is answered as cancelled at once.</summary>
internal static class InlineCompletionHandler
{
    // Cycling through more than a few helps nobody.
    private const int MostItems = 3;

    public const string NotOpen = "The editor has not opened this document here (textDocument/didOpen).";

    public static async ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken)
    {
        var request = LspJson.Read(parameters, LspJsonContext.Default.InlineCompletionParams);
        var uri = request.TextDocument.Uri;
        if (session.Documents.Get(uri) is not { } document)
        {
            // Editors ask before they tell, and show errors to people.
            session.LastAnswer = NotOpen;
            return RpcResult.Of(new InlineCompletionList([]), LspJsonContext.Default.InlineCompletionList);
        }

        var trigger = session.TriggerKinds.Read(request.Context?.TriggerKind is { ValueKind: JsonValueKind.Number } kind && kind.TryGetInt32(out var number) ? number : null);
        var question = ToRequest(request, document, trigger, session.Encoding);
        var encoding = session.Encoding;
        var latest = session.Completions.Begin(uri, cancellationToken);
        string? tier = null;
        session.Status.Began();
        try
        {
            // From here on off the read loop: reading goes on while the engine works.
            await Task.Yield();
            var result = await session.Engine.CompleteAsync(question, latest.Token).ConfigureAwait(false);
            session.LastAnswer = Describe(result);
            tier = result.Items is [var first, ..] ? TierOf(first) : null;
            return RpcResult.Of(new InlineCompletionList([.. result.Items.Select(item => ToItem(item, document.Text, encoding))]), LspJsonContext.Default.InlineCompletionList);
        }
        finally
        {
            session.Completions.Finished(uri, latest);
            session.Status.Ended(tier);
        }
    }

    private static CompletionRequest ToRequest(InlineCompletionParams request, DocumentSnapshot document, CompletionTrigger trigger, PositionEncoding encoding)
    {
        var (text, options) = (document.Text, request.FormattingOptions);
        SelectedCompletion? selected = null;
        if (request.Context?.SelectedCompletionInfo is { } info)
        {
            var start = ToOffset(text, info.Range.Start, encoding);
            selected = new(start, Math.Max(0, ToOffset(text, info.Range.End, encoding) - start), info.Text);
        }

        return new()
        {
            Document = document,
            Offset = ToOffset(text, request.Position, encoding),
            Trigger = trigger,
            Selected = selected,
            TabSize = options?.TabSize is { ValueKind: JsonValueKind.Number } size && size.TryGetInt32(out var columns) && columns is >= 1 and <= 16 ? columns : null,
            InsertSpaces = options?.InsertSpaces,
            MaxItems = trigger == CompletionTrigger.Invoked ? MostItems : 1,
        };
    }

    private static InlineCompletionItem ToItem(CompletionItem item, SourceText text, PositionEncoding encoding) => new(
        item.InsertText,
        new(ToPosition(text, item.Start, encoding), ToPosition(text, item.Start + item.Length, encoding)),
        new("Accept", ExecuteCommandHandler.AcceptCommand, [item.Id]));

    private static int ToOffset(SourceText text, LspPosition position, PositionEncoding encoding) => text.GetOffset(new(position.Line, position.Character), encoding);

    private static LspPosition ToPosition(SourceText text, int offset, PositionEncoding encoding)
    {
        var (line, character) = text.GetPosition(offset, encoding);
        return new(line, character);
    }

    private static string TierOf(CompletionItem item) => item switch
    {
        { FromCache: true } => "cache",
        { Origin: CompletionOrigin.Workspace } => "workspace",
        { Origin: CompletionOrigin.LocalModel } => "model",
        _ => "cloud",
    };

    private static string Describe(CompletionResult result) => result.Items is [var first, ..]
        ? $"{first.Origin}{(first.FromCache ? " (cached)" : "")}, confidence {first.Confidence:0.00}, {result.Timings.Total.TotalMilliseconds:0.0} ms"
        : $"{result.Reason?.Kind}: {result.Reason?.Explanation}";
}
