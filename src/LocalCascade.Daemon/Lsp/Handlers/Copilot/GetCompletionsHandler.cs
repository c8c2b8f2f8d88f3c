using System.Text.Json;
using LocalCascade.Completion;
using LocalCascade.Completion.Documents;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Lsp.Handlers.Copilot;

/// <summary><c>getCompletions</c> and <c>getCompletionsCycling</c>: what Copilot clients asked before there was an inlineCompletion.</summary>
internal static class GetCompletionsHandler
{
    public static ValueTask<RpcResult> Handle(ServerSession session, JsonElement parameters, CancellationToken cancellationToken) =>
        AnswerAsync(session, parameters, CompletionTrigger.Automatic, cancellationToken);

    public static ValueTask<RpcResult> HandleCycling(ServerSession session, JsonElement parameters, CancellationToken cancellationToken) =>
        AnswerAsync(session, parameters, CompletionTrigger.Invoked, cancellationToken);

    /// <summary>The question; null when the document is not known.</summary>
    public static CompletionRequest? ToRequest(ServerSession session, LegacyDocument asked, CompletionTrigger trigger)
    {
        // Clients this old may have said neither initialized nor who they are.
        session.Dialect = Dialect.Copilot;
        session.Begin();
        if (Find(session, asked) is not { } document)
        {
            session.LastAnswer = session.Documents.Get(asked.Uri) is null ? InlineCompletionHandler.NotOpen : "The editor asked about another version of this document.";
            return null;
        }

        return new()
        {
            Document = document,
            Offset = EditorCompletion.ToOffset(session, document.Text, asked.Position),
            Trigger = trigger,
            TabSize = InlineCompletionHandler.Columns(asked.TabSize),
            InsertSpaces = asked.InsertSpaces,
            MaxItems = trigger == CompletionTrigger.Invoked ? EditorCompletion.MostItems : 1,
        };
    }

    /// <summary>An item as whole lines. Some clients replace the rest of the line whatever the range says, and show nothing that does not begin with the line.</summary>
    public static LegacyCompletion ToCompletion(ServerSession session, CompletionItem item, CompletionRequest question)
    {
        var text = question.Document.Text;
        var line = text.GetLine(text.GetLineOfOffset(question.Offset));
        var (lead, end) = (item.Start - line.Start, item.Start + item.Length);
        var whole = string.Concat(text.ToString(line.Start, lead), item.InsertText, text.ToString(end, line.End - end));
        session.Offered.Add(item, lead, line.End - end);
        var range = new LspRange(EditorCompletion.ToPosition(session, text, line.Start), EditorCompletion.ToPosition(session, text, line.End));
        return new(item.Id, whole, range, whole[(question.Offset - line.Start)..], EditorCompletion.ToPosition(session, text, question.Offset), question.Document.Version);
    }

    private static async ValueTask<RpcResult> AnswerAsync(ServerSession session, JsonElement parameters, CompletionTrigger trigger, CancellationToken cancellationToken)
    {
        var asked = LspJson.Read(parameters, CopilotJsonContext.Default.GetCompletionsParams).Doc;
        LegacyCompletion[] completions = [];
        if (ToRequest(session, asked, trigger) is { } question)
        {
            try
            {
                var result = await EditorCompletion.AskAsync(session, question, cancellationToken).ConfigureAwait(false);
                completions = [.. result.Items.Select(item => ToCompletion(session, item, question))];
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Overtaken by what came next. These clients show every error to the user.
            }
        }

        return RpcResult.Of(new GetCompletionsResult(completions), CopilotJsonContext.Default.GetCompletionsResult);
    }

    private static DocumentSnapshot? Find(ServerSession session, LegacyDocument asked)
    {
        var open = session.Documents.Get(asked.Uri);
        if (open is not null && !session.SentWithRequests.Contains(asked.Uri))
        {
            // Another version's answer would be nothing to show: none, then, and no error.
            return asked.Version is { } version && version != open.Version ? null : open;
        }

        if (asked.Source is not { } source)
        {
            return open;
        }

        if (open is null)
        {
            session.SentWithRequests.Add(asked.Uri);
            var opened = session.Documents.Open(asked.Uri, asked.LanguageId ?? "plaintext", asked.Version ?? 0, source);
            session.Engine.DocumentOpened(opened);
            return opened;
        }

        var update = session.Documents.Change(asked.Uri, asked.Version ?? open.Version + 1, [new(null, source)], session.Encoding)!;
        session.Engine.DocumentChanged(update.Document, update.Changes);
        return update.Document;
    }
}
