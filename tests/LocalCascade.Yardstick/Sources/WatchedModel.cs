using System.Diagnostics;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.PostProcessing;

namespace LocalCascade.Yardstick;

/// <summary>
/// Looks at what the engine's model would say, so that one run of the model serves two rows of the table. Every draft is finished, also
/// one that the engine then passes over; what that costs is told apart.
/// </summary>
internal sealed class WatchedModel(ICompletionSource model) : ICompletionSource
{
    /// <summary>The model's answer to the last question; null where it was not asked or said nothing.</summary>
    public ModelAnswer? Last { get; set; }

    public async ValueTask<CompletionDraft?> BeginAsync(CompletionPlace place, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var draft = await model.BeginAsync(place, cancellationToken);
        if (draft is null)
        {
            return null;
        }

        var beginning = Stopwatch.GetElapsedTime(started);
        var raw = await draft.FinishAsync(cancellationToken);
        Last = new(CompletionMender.Mend(place.Syntax, place.Shape, raw).GhostText, draft.Confidence, beginning, Stopwatch.GetElapsedTime(started) - beginning);
        return draft;
    }
}
