using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.PostProcessing;
using LocalCascade.Completion.Rules;
using LocalCascade.Completion.Syntax;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// The whole way from a keystroke to an answer:
/// <code>
///   request ─▶ 1 answered before? ─▶ 2 suitable? ─▶ 3 workspace predictor ─sure─▶ 5 finish, mend ─▶ 6 remember, answer
///                                                       │ unsure                     ▲
///                                                       └──▶ 4 model: first tokens ──┘ whichever is more confident
/// </code>
/// </summary>
internal sealed class CompletionFlow(ICompletionSource workspace, ICompletionSource model, ICompletionSource cloud, AnswerCache cache, Func<string> nextId, TimeProvider timeProvider)
{
    // Above this the predictor is right often enough that asking the model could only cost time.
    private const double Sure = 0.85;

    // A text that breaks the syntax around it is right about half as often as its confidence says.
    private const double BrokenSyntaxPenalty = 0.5;

    // The first text waits for its alternatives, since an answer is sent whole: past this time no further one is begun.
    private static readonly TimeSpan AlternativesTime = TimeSpan.FromMilliseconds(150);

    public async ValueTask<CompletionResult> AnswerAsync(CompletionRequest request, EngineSettings settings, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();

        // 1. A text shown or found before that what was typed since agrees with.
        if (request.Tier == CompletionTier.Local && request.Selected is null && request.MaxItems == 1 && cache.TryGet(request.Document, request.Offset, out var answer))
        {
            return new() { Items = [answer.Item], Timings = new() { Total = timeProvider.GetElapsedTime(started) } };
        }

        // 2. Is a suggestion welcome here, and how much of one?
        var asked = WithSelection(request);
        var syntax = CursorSyntax.Analyze(asked);
        if (TriggerGate.Decide(syntax, request.Selected is null ? request.Trigger : CompletionTrigger.Invoked) is { } unsuitable)
        {
            return Nothing(unsuitable, started, new());
        }

        var place = new CompletionPlace(asked, syntax, CompletionShape.Decide(syntax), settings);
        var timings = new CompletionTimings();
        if (request.Tier == CompletionTier.Cloud)
        {
            return await AnswerFromCloudAsync(place, request, started, cancellationToken).ConfigureAwait(false);
        }

        // 3. The user's own code first: it costs microseconds.
        using var copied = settings.UseWorkspace ? await workspace.BeginAsync(place, cancellationToken).ConfigureAwait(false) : null;

        // 4. Then the model's first tokens, unless there is nothing left to win.
        var wantsModel = settings.UseModel && (copied is null || copied.Confidence < Sure || request.MaxItems > 1);
        using var generated = wantsModel ? await model.BeginAsync(place, cancellationToken).ConfigureAwait(false) : null;

        // 5. The more confident source finishes; if nothing of its text is fit to be shown, the other may try.
        var items = new List<CompletionItem>();
        NoCompletion? reason = null;
        foreach (var draft in new[] { copied, generated }.OfType<CompletionDraft>().OrderByDescending(d => d.Confidence))
        {
            if (items.Count >= request.MaxItems)
            {
                break;
            }

            reason ??= await AddAsync(items, draft, place, request, cancellationToken).ConfigureAwait(false);
        }

        timings = generated?.AddTo(copied?.AddTo(timings) ?? timings) ?? copied?.AddTo(timings) ?? timings;

        // Who asked for several gets more of the model's, each from the next best first token. They use the slot that the
        // first one gives back, with the prompt in its KV cache.
        generated?.Dispose();
        for (var alternative = 1; generated is not null && items.Count < request.MaxItems && alternative < 2 * request.MaxItems; alternative++)
        {
            if (timeProvider.GetElapsedTime(started) > AlternativesTime)
            {
                break;
            }

            using var another = await model.BeginAsync(place with { Alternative = alternative }, cancellationToken).ConfigureAwait(false);
            if (another is not null)
            {
                await AddAsync(items, another, place, request, cancellationToken).ConfigureAwait(false);
                timings = timings with { GeneratedTokens = another.AddTo(timings).GeneratedTokens };
            }
        }

        // 6. An answer, or truthfully why there is none.
        if (items.Count > 0 && request.Selected is null)
        {
            cache.Add(request.Document, request.Offset, items[0]);
        }

        return items.Count > 0
            ? new() { Items = items, Timings = timings with { Total = timeProvider.GetElapsedTime(started) } }
            : Nothing(reason ?? new(NoCompletionKind.NothingFound, "Neither the workspace nor the model had anything to say here."), started, timings);
    }

    // Asked for by name: the cloud and nothing else.
    private async ValueTask<CompletionResult> AnswerFromCloudAsync(CompletionPlace place, CompletionRequest request, long started, CancellationToken cancellationToken)
    {
        try
        {
            using var draft = await cloud.BeginAsync(place, cancellationToken).ConfigureAwait(false);
            if (draft is null)
            {
                return Nothing(new(NoCompletionKind.NoCloud, "No cloud is configured, or 'offline' is set."), started, new());
            }

            var items = new List<CompletionItem>();
            var reason = await AddAsync(items, draft, place, request, cancellationToken).ConfigureAwait(false);
            var timings = draft.AddTo(new());
            return items.Count > 0
                ? new() { Items = items, Timings = timings with { Total = timeProvider.GetElapsedTime(started) } }
                : Nothing(reason ?? new(NoCompletionKind.NothingFound, "The cloud had nothing to say here."), started, timings);
        }
        catch (CloudException error)
        {
            return Nothing(new(NoCompletionKind.NoCloud, error.Message), started, new());
        }
    }

    // Adds the draft's text if it is fit to be shown and not there yet; or says why it is not fit.
    private async ValueTask<NoCompletion?> AddAsync(List<CompletionItem> items, CompletionDraft draft, CompletionPlace place, CompletionRequest request, CancellationToken cancellationToken)
    {
        var (item, refused) = await FinishAsync(draft, place, request, cancellationToken).ConfigureAwait(false);
        if (item is not null && request.Selected is null && cache.IsRejected(request.Document, request.Offset, item.GhostText))
        {
            return new(NoCompletionKind.Filtered, "It was dismissed at this place before.");
        }

        if (item is not null && !items.Exists(other => other.GhostText == item.GhostText))
        {
            items.Add(item);
        }

        return refused;
    }

    private async ValueTask<(CompletionItem? Item, NoCompletion? Refused)> FinishAsync(CompletionDraft draft, CompletionPlace place, CompletionRequest request, CancellationToken cancellationToken)
    {
        var threshold = draft.Origin == CompletionOrigin.Workspace ? place.Settings.WorkspaceThreshold : place.Settings.ModelThreshold;
        var unasked = request.Trigger == CompletionTrigger.Automatic;
        if (unasked && draft.Confidence < threshold)
        {
            return (null, TooUnsure(draft.Origin, draft.Confidence, threshold));
        }

        var raw = await draft.FinishAsync(cancellationToken).ConfigureAwait(false);
        var mended = CompletionMender.Mend(place.Syntax, place.Shape, raw);
        if (mended.Refused is not null)
        {
            return (null, mended.Refused);
        }

        if (SecretScanner.Find(place.Syntax.Before + mended.GhostText) is { } secret)
        {
            return (null, new(NoCompletionKind.Filtered, $"It holds what looks like {secret}."));
        }

        var confidence = SyntaxCheck.Breaks(place.Syntax, raw) ? draft.Confidence * BrokenSyntaxPenalty : draft.Confidence;
        return unasked && confidence < threshold
            ? (null, TooUnsure(draft.Origin, confidence, threshold))
            : (MakeItem(request, place, mended.GhostText, draft, confidence), null);
    }

    // The item replaces the line's text up to the cursor by itself and what follows: editors show an item only if its text
    // begins with what stands in its range. With the suggest widget open the range is the widget's.
    private CompletionItem MakeItem(CompletionRequest request, CompletionPlace place, string ghostText, CompletionDraft draft, double confidence)
    {
        var start = request.Selected?.Start ?? request.Document.Text.GetLine(request.Document.Text.GetLineOfOffset(request.Offset)).Start;
        var length = request.Selected?.Length ?? request.Offset - start;
        var repeated = request.Selected?.Text ?? request.Document.Text.ToString(start, length);
        return new()
        {
            Id = nextId(),
            Start = start,
            Length = length,
            InsertText = repeated + ghostText,
            GhostText = request.Selected is null ? ghostText : repeated[Math.Min(length, repeated.Length)..] + ghostText,
            Origin = draft.Origin,
            Confidence = confidence,
            Tokens = draft.Tokens,
        };
    }

    // What the suggest widget has selected counts as typed.
    private static CompletionRequest WithSelection(CompletionRequest request)
    {
        if (request.Selected is not { } selected)
        {
            return request;
        }

        var text = request.Document.Text.WithChange(new TextChange(selected.Start, selected.Length, selected.Text));
        return request with { Document = request.Document with { Text = text }, Offset = selected.Start + selected.Text.Length, Selected = null };
    }

    private static NoCompletion TooUnsure(CompletionOrigin origin, double confidence, double threshold) =>
        new(NoCompletionKind.LowConfidence, $"The {origin switch { CompletionOrigin.Workspace => "workspace predictor's", CompletionOrigin.Cloud => "cloud's", _ => "model's" }} confidence is {confidence:0.00}, below the threshold of {threshold:0.00}.");

    private CompletionResult Nothing(NoCompletion reason, long started, CompletionTimings timings) =>
        new() { Reason = reason, Timings = timings with { Total = timeProvider.GetElapsedTime(started) } };
}
