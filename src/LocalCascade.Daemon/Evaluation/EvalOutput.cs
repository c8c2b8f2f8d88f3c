namespace LocalCascade.Daemon.Evaluation;

/// <summary>What <c>eval --json</c> prints. Shares are 0 to 1, times milliseconds.</summary>
internal sealed record EvalOutput(string Folder, int Files, int Holes, int Seed, string Local, string? Cloud, string? CloudModel, string Thresholds, EvalOutputScore[] Scores, EvalOutputPoint[] Sweep)
{
    public static EvalOutput From(EvalResult result) => new(
        result.Files.Folder,
        result.Files.Files.Count,
        result.Holes,
        result.Seed,
        result.Local,
        result.Cloud.Length == 0 ? null : result.Cloud,
        result.CloudModel.Length == 0 ? null : result.CloudModel,
        result.Thresholds,
        [.. result.Scores.Select(score => new EvalOutputScore(
            score.Suite,
            score.Tier.ToString().ToLowerInvariant(),
            score.RoundTripMilliseconds,
            OutputShare.From(score.Exact),
            new(score.Similarity.Value, score.Similarity.Low, score.Similarity.High),
            OutputShare.From(score.FirstWord),
            new(score.Milliseconds.Value, score.Milliseconds.Low, score.Milliseconds.High),
            score.Milliseconds50,
            score.Milliseconds95,
            OutputShare.From(score.StayedLocal),
            score.CloudRequests,
            score.CloudTokens,
            score.CloudLate,
            score.CloudKept))],
        [.. result.Sweep.Select(point => new EvalOutputPoint(point.Threshold, point.RoundTripMilliseconds, OutputShare.From(point.StayedLocal), OutputShare.From(point.Exact), new(point.Milliseconds.Value, point.Milliseconds.Low, point.Milliseconds.High)))]);
}

internal sealed record EvalOutputScore(string Suite, string Tier, double NetworkRoundTrip, OutputShare Exact, OutputMean Similarity, OutputShare FirstWord, OutputMean Mean, double P50, double P95, OutputShare StayedLocal, int CloudRequests, int CloudTokens, int CloudLate, int CloudKept);

internal sealed record EvalOutputPoint(double Threshold, double NetworkRoundTrip, OutputShare StayedLocal, OutputShare Exact, OutputMean Mean);

/// <summary>A mean with its 95 % interval.</summary>
internal sealed record OutputMean(double Value, double Low, double High);
