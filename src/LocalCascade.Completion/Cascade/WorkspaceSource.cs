using System.Diagnostics;
using LocalCascade.Completion.Observing;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Completion.Cascade;

/// <summary>The workspace predictor as a source: it answers whole, in microseconds, so its drafts are finished when begun.</summary>
internal sealed class WorkspaceSource(WorkspacePredictor predictor) : ICompletionSource
{
    public ValueTask<CompletionDraft?> BeginAsync(CompletionPlace place, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var prediction = predictor.Predict(place.Request.Document, place.Request.Offset, place.Shape.MaxLines, cancellationToken, without: place.Alternative);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var observer = place.Alternative == 0 ? place.Observer : null;
        observer?.Predicted(place.RequestId, Describe(prediction), elapsed);
        return new(prediction is null ? null : new Draft(prediction, place.Typed.Begin(), elapsed));
    }

    private static ObservedPrediction? Describe(WorkspacePrediction? prediction) => prediction is null ? null : new ObservedPrediction(
        prediction.Text,
        prediction.Confidence,
        prediction.Source.Length == 0 ? PredictionSource.Composed : prediction.Level switch
        {
            CodeLevel.File => PredictionSource.ThisFile,
            CodeLevel.Edited => PredictionSource.EditedFile,
            CodeLevel.Folder => PredictionSource.SameFolder,
            _ => PredictionSource.Workspace,
        },
        prediction.IsExchanged);

    private sealed class Draft : CompletionDraft
    {
        private readonly WorkspacePrediction _prediction;
        private readonly TimeSpan _elapsed;

        public Draft(WorkspacePrediction prediction, StreamedText text, TimeSpan elapsed)
        {
            (_prediction, Text, _elapsed) = (prediction, text, elapsed);
            text.Append(prediction.Text);
        }

        public override StreamedText Text { get; }

        public override CompletionOrigin Origin => CompletionOrigin.Workspace;

        public override double OwnConfidence => _prediction.Confidence;

        public override CompletionTimings AddTo(CompletionTimings timings) => timings with { Workspace = timings.Workspace + _elapsed };

        public override ValueTask<string> FinishAsync(CancellationToken cancellationToken) => new(_prediction.Text);
    }
}
