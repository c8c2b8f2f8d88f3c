using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>
/// What the cascade would do at a threshold, put together from what each tier did alone at the same holes: below the
/// threshold the cloud's answer counts, and its time behind the time that the local tier takes to know how sure it is.
/// </summary>
internal sealed record SweepPoint(double Threshold, double RoundTripMilliseconds, Share StayedLocal, Share Exact, Mean Milliseconds)
{
    /// <summary>The points of thresholds a twentieth apart, from "all that has an answer stays" to "nothing stays".</summary>
    /// <param name="local">The local tier alone.</param>
    /// <param name="cloud">The cloud alone, at the same holes in the same order.</param>
    /// <param name="confidenceTokens">After how many tokens the model's confidence is known.</param>
    public static IReadOnlyList<SweepPoint> Of(EvalPass local, EvalPass cloud, int confidenceTokens)
    {
        var pairs = local.Answers.Zip(cloud.Answers).ToArray();
        return [.. Enumerable.Range(0, 21).Select(i => At(i / 20.0, cloud.RoundTrip, pairs, confidenceTokens))];
    }

    private static SweepPoint At(double threshold, TimeSpan roundTrip, (HoleAnswer Local, HoleAnswer Cloud)[] pairs, int confidenceTokens)
    {
        bool Stays(HoleAnswer answer) => answer.Item is { } item && item.Confidence >= threshold && threshold < ThresholdFit.Never;
        return new(
            threshold,
            roundTrip.TotalMilliseconds,
            Share.Of(pairs, pair => Stays(pair.Local)),

            // Where the cloud has nothing the local text counts.
            Share.Of(pairs, pair => Stays(pair.Local) || pair.Cloud.Item is null ? pair.Local.IsExact : pair.Cloud.IsExact),
            Mean.Of([.. pairs.Select(pair => Stays(pair.Local) ? pair.Local.Latency.TotalMilliseconds : TimeToDecide(pair.Local, confidenceTokens).TotalMilliseconds + pair.Cloud.Latency.TotalMilliseconds)]));
    }

    private static TimeSpan TimeToDecide(HoleAnswer answer, int confidenceTokens)
    {
        var timings = answer.Result.Timings;
        var decode = timings.GeneratedTokens == 0 ? TimeSpan.Zero : timings.Decode * Math.Min(1, (double)confidenceTokens / timings.GeneratedTokens);
        return timings.Workspace + timings.Prompt + timings.Prefill + decode;
    }
}
