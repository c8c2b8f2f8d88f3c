using LocalCascade.Completion.PostProcessing;
using LocalCascade.Completion.Rules;
using LocalCascade.Completion.Syntax;

namespace LocalCascade.Completion.Cascade;

/// <summary>Finishes drafts, mends their text, and keeps back what is not fit to be shown.</summary>
internal sealed class DraftFinisher(EngineAnswers cache, Func<string> nextId)
{
    // A text that breaks the syntax around it is right about half as often as its confidence says.
    private const double BrokenSyntaxPenalty = 0.5;

    /// <summary>Finishes drafts in turn until there are as many items as were asked for.</summary>
    public async ValueTask<FinishedDrafts> FinishAsync(IEnumerable<CompletionDraft> drafts, CompletionPlace place, CompletionRequest request, CancellationToken cancellationToken)
    {
        var items = new List<CompletionItem>();
        NoCompletion? reason = null;
        var breaks = false;
        foreach (var draft in drafts)
        {
            if (items.Count >= request.MaxItems)
            {
                break;
            }

            var (refused, broken) = await AddAsync(items, draft, place, request, cancellationToken).ConfigureAwait(false);

            // That there was something good which the user does not want tells most.
            reason = refused?.Kind == NoCompletionKind.Dismissed ? refused : reason ?? refused;
            breaks |= broken && items.Count <= 1;
        }

        return new(items, reason, breaks);
    }

    /// <summary>Finishes a draft and adds its text if it is fit to be shown and not there yet; or says why it is not fit.</summary>
    public async ValueTask<(NoCompletion? Refused, bool BreaksSyntax)> AddAsync(List<CompletionItem> items, CompletionDraft draft, CompletionPlace place, CompletionRequest request, CancellationToken cancellationToken)
    {
        var threshold = ThresholdOf(draft.Origin, place.Settings);
        var unasked = request.Trigger == CompletionTrigger.Automatic;
        if (unasked && draft.Confidence < threshold)
        {
            return (TooUnsure(draft.Origin, draft.Confidence, threshold), false);
        }

        var raw = await draft.FinishAsync(cancellationToken).ConfigureAwait(false);
        if (draft.Text.Diverged)
        {
            return (new(NoCompletionKind.Filtered, "Something else was typed meanwhile."), false);
        }

        var mended = CompletionMender.Mend(place.Syntax, place.Shape, raw);
        if (mended.Refused is not null)
        {
            return (mended.Refused, false);
        }

        if (SecretScanner.Find(place.Syntax.Before + mended.GhostText) is { } secret)
        {
            return (new(NoCompletionKind.Filtered, $"It holds what looks like {secret}."), false);
        }

        var breaks = SyntaxCheck.Breaks(place.Syntax, raw);
        var confidence = breaks ? draft.Confidence * BrokenSyntaxPenalty : draft.Confidence;
        if (unasked && confidence < threshold)
        {
            return (TooUnsure(draft.Origin, confidence, threshold), breaks);
        }

        if (request.Selected is null && cache.IsRejected(request.Document, request.Offset, mended.GhostText))
        {
            return (new(NoCompletionKind.Dismissed, "It was dismissed at this place before."), breaks);
        }

        if (!items.Exists(other => other.GhostText == mended.GhostText))
        {
            items.Add(MakeItem(request, mended.GhostText, draft, confidence));
        }

        return (null, breaks);
    }

    private static double ThresholdOf(CompletionOrigin origin, EngineSettings settings) => origin switch
    {
        CompletionOrigin.Workspace => settings.WorkspaceThreshold,
        CompletionOrigin.Cloud => settings.CloudThreshold,
        _ => settings.ModelThreshold,
    };

    private static NoCompletion TooUnsure(CompletionOrigin origin, double confidence, double threshold) =>
        new(NoCompletionKind.LowConfidence, $"The {origin switch { CompletionOrigin.Workspace => "workspace predictor's", CompletionOrigin.Cloud => "cloud's", _ => "model's" }} confidence is {confidence:0.00}, below the threshold of {threshold:0.00}.");

    // The item replaces the line's text up to the cursor by itself and what follows: editors show an item only if its text
    // begins with what stands in its range. With the suggest widget open the range is the widget's.
    private CompletionItem MakeItem(CompletionRequest request, string ghostText, CompletionDraft draft, double confidence)
    {
        var text = request.Document.Text;
        var start = request.Selected?.Start ?? ItemStart.Of(text, text.GetLine(text.GetLineOfOffset(request.Offset)).Start, request.Offset);
        var length = request.Selected?.Length ?? request.Offset - start;
        var repeated = request.Selected?.Text ?? text.ToString(start, length);
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
}
