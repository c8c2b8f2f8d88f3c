using System.Diagnostics;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Completion.Cascade;

/// <summary>The workspace predictor as a source: it answers whole, in microseconds, so its drafts are finished when begun.</summary>
internal sealed class WorkspaceSource(WorkspacePredictor predictor) : ICompletionSource
{
    public ValueTask<CompletionDraft?> BeginAsync(CompletionPlace place, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var prediction = predictor.Predict(place.Request.Document, place.Request.Offset, place.Shape.MaxLines, cancellationToken);
        return new(prediction is null ? null : new Draft(prediction, Stopwatch.GetElapsedTime(started)));
    }

    private sealed class Draft(WorkspacePrediction prediction, TimeSpan elapsed) : CompletionDraft
    {
        public override CompletionOrigin Origin => CompletionOrigin.Workspace;

        public override double Confidence => prediction.Confidence;

        public override CompletionTimings AddTo(CompletionTimings timings) => timings with { Workspace = timings.Workspace + elapsed };

        public override ValueTask<string> FinishAsync(CancellationToken cancellationToken) => new(prediction.Text);
    }
}
