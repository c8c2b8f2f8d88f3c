using LocalCascade.Completion;
using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>The numbers of a pass over one kind of hole, or over all.</summary>
internal sealed record EvalScore(
    string Suite,
    string Name,
    EvalTier Tier,
    double RoundTripMilliseconds,
    Share Exact,
    Mean Similarity,
    Share FirstWord,
    Mean Milliseconds,
    double Milliseconds50,
    double Milliseconds95,
    Share StayedLocal,
    int CloudRequests,
    int CloudTokens,
    int CloudLate,
    int CloudKept)
{
    public static EvalScore Of(string suite, EvalPass pass, IReadOnlyList<HoleAnswer> answers)
    {
        double[] times = [.. answers.Select(answer => answer.Latency.TotalMilliseconds).Order()];
        return new(
            suite,
            pass.Name,
            pass.Tier,
            pass.RoundTrip.TotalMilliseconds,
            Share.Of(answers, answer => answer.IsExact),
            Mean.Of([.. answers.Select(answer => TextMatch.GetSimilarity(answer.Text, answer.Hole.Expected))]),
            Share.Of(answers, answer => TextMatch.IsFirstWordRight(answer.Text, answer.Hole.Expected)),
            Mean.Of(times),
            Quantile(times, 0.5),
            Quantile(times, 0.95),
            Share.Of(answers, answer => !AskedCloud(answer)),
            answers.Count(AskedCloud),
            answers.Sum(answer => answer.Result.Timings.CloudTokens),
            answers.Count(answer => answer.Result.Decision.CloudOutcome == CloudOutcome.Late),
            answers.Count(answer => answer.Result.Decision.Code is CascadeCode.KeptNoCloud or CascadeCode.KeptRule or CascadeCode.KeptBudget or CascadeCode.KeptCircuit));
    }

    private static bool AskedCloud(HoleAnswer answer) => answer.Result.Decision.CloudOutcome != CloudOutcome.NotAsked;

    private static double Quantile(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
