using System.Diagnostics;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.PostProcessing;

namespace LocalCascade.Yardstick;

/// <summary>
/// Looks at what the engine's model would say, so that one run of the model serves two rows of the table. Every draft is finished, also
/// one that the engine then passes over; what that costs is told apart.
/// </summary>
internal sealed class WatchedModel(ICompletionSource model, bool scoresDrafts) : ICompletionSource
{
    /// <summary>The model's answer to the last question; null where it was not asked or said nothing.</summary>
    public ModelAnswer? Last { get; set; }

    public async ValueTask<CompletionDraft?> BeginAsync(CompletionPlace place, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var draft = await model.BeginAsync(place with { ScoreDraft = scoresDrafts }, cancellationToken);
        if (draft is null)
        {
            return null;
        }

        var beginning = Stopwatch.GetElapsedTime(started);
        var raw = await draft.FinishAsync(cancellationToken);
        Last = new(CompletionMender.Mend(place.Syntax, place.Shape, raw).GhostText, draft.OwnConfidence, beginning, Stopwatch.GetElapsedTime(started) - beginning)
        {
            Copied = place.Draft,
            GateFeatures = place.Draft is null ? null : GateFeatures(place, draft),
        };
        return draft;
    }

    private static double[] GateFeatures(CompletionPlace place, CompletionDraft draft)
    {
        var features = new double[SourceGate.Features];
        SourceGate.Fill(features, place.Draft!, place.DraftConfidence, draft);
        return features;
    }
}
