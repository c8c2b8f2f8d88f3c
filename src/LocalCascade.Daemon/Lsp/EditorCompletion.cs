using LocalCascade.Completion;

namespace LocalCascade.Daemon.Lsp;

/// <summary>Asks the engine for an editor. A document's latest request counts: an older one is answered as cancelled at once.</summary>
internal static class EditorCompletion
{
    /// <summary>Cycling through more than a few helps nobody.</summary>
    public const int MostItems = 3;

    /// <summary>Asks. Begun on the read loop, at the request's place among the messages.</summary>
    public static async ValueTask<CompletionResult> AskAsync(ServerSession session, CompletionRequest question, CancellationToken cancellationToken)
    {
        var uri = question.Document.Uri;
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
            foreach (var item in result.Items)
            {
                session.Offered.Add(item);
            }

            return result;
        }
        finally
        {
            session.Completions.Finished(uri, latest);
            session.Status.Ended(tier);
        }
    }

    /// <summary>An item as the editor gets it.</summary>
    public static InlineCompletionItem ToItem(ServerSession session, CompletionItem item, CompletionRequest question, string? command = null)
    {
        var text = question.Document.Text;
        return new(
            item.InsertText,
            new(ToPosition(session, text, item.Start), ToPosition(session, text, item.Start + item.Length)),
            new("Accept", command ?? session.Dialect.AcceptCommand, [item.Id]));
    }

    public static LspPosition ToPosition(ServerSession session, Completion.Documents.SourceText text, int offset)
    {
        var (line, character) = text.GetPosition(offset, session.Encoding);
        return new(line, character);
    }

    public static int ToOffset(ServerSession session, Completion.Documents.SourceText text, LspPosition position) =>
        text.GetOffset(new(position.Line, position.Character), session.Encoding);

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
