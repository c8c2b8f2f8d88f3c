using LocalCascade.Completion.Observing;
using LocalCascade.Completion.Syntax;
using LocalCascade.Wire;

namespace LocalCascade.Completion.Cascade;

/// <summary>A place to complete: the question, what the syntax around the cursor says, and the settings it is answered under.</summary>
internal sealed record CompletionPlace(CompletionRequest Request, CursorSyntax Syntax, CompletionShape Shape, EngineSettings Settings)
{
    /// <summary>What the user typed since, and whom it concerns.</summary>
    public TypedText Typed { get; init; } = new();

    /// <summary>What a quicker source would answer, for one that can verify it: the predictor's text for the model, the local tier's for the cloud. Null for none.</summary>
    public string? Draft { get; init; }

    /// <summary>Whether the draft is to be scored as a whole, at some cost, and not only as far as it helps; see <see cref="CompletionDraft.DraftScore"/>.</summary>
    public bool ScoreDraft { get; init; }

    /// <summary>The probability that its source gives it, 0 to 1.</summary>
    public double DraftConfidence { get; init; }

    /// <summary>Parts of other files, the most important last, for a source that knows the document alone.</summary>
    public IReadOnlyList<ContextFile> Context { get; init; } = [];

    /// <summary>The id that a request to another machine goes by.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Who looks on; null for nobody.</summary>
    public ICompletionObserver? Observer { get; init; }

    /// <summary>0 for a source's best text; n for the n-th next, of sources that have several.</summary>
    public int Alternative { get; init; }
}
