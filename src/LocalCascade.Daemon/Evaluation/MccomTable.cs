using System.Globalization;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>The numbers of MCCom (arXiv 2603.05974), which had the idea of this cascade, with ours beside them.</summary>
internal static class MccomTable
{
    /// <summary>One column for each network delay; null where a tier was left out.</summary>
    public static DataTable? Of(EvalResult result)
    {
        var all = result.Scores.Where(score => score.Suite == result.Scores[0].Suite).ToArray();
        var cascades = all.Where(score => score.Tier == EvalTier.Cascade).ToArray();
        var local = all.FirstOrDefault(score => score.Tier == EvalTier.Local);
        var clouds = cascades.Select(cascade => all.FirstOrDefault(score => score.Tier == EvalTier.Cloud && score.RoundTripMilliseconds == cascade.RoundTripMilliseconds)).OfType<EvalScore>().ToArray();
        if (local is null || cascades.Length == 0 || clouds.Length < cascades.Length)
        {
            return null;
        }

        IReadOnlyList<string> Row(string name, string theirs, Func<EvalScore, EvalScore, string> ours) => [name, theirs, .. cascades.Zip(clouds, ours)];
        return new(
            ["", "MCCom", .. cascades.Select(cascade => cascade.RoundTripMilliseconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"ours, +{cascade.RoundTripMilliseconds:0} ms") : "ours")],
            [
                Row("local", "121M model", (_, _) => result.Local),
                Row("cloud", "a large model", (_, _) => result.Cloud),
                Row("stays local where", "mean of 3 tokens ≥ 0.8", (_, _) => result.Thresholds),
                Row("stays local", "61 %", (cascade, _) => Figures.WithInterval(cascade.StayedLocal)),
                Row("local, mean", "235 ms", (_, _) => Milliseconds(local)),
                Row("cloud only, mean", "675 ms", (_, cloud) => Milliseconds(cloud)),
                Row("cascade, mean", "", (cascade, _) => Milliseconds(cascade)),
                Row("latency against cloud only", "−47.9 %", (cascade, cloud) => Change(cascade.Milliseconds.Value, cloud.Milliseconds.Value)),
                Row("use of the cloud (requests)", "−46.3 %", (cascade, cloud) => Change(cascade.CloudRequests, cloud.CloudRequests)),
                Row("use of the cloud (tokens)", "", (cascade, cloud) => Change(cascade.CloudTokens, cloud.CloudTokens)),
                Row("exact match, cloud only", "", (_, cloud) => Figures.WithInterval(cloud.Exact)),
                Row("exact match, cascade", "", (cascade, _) => Figures.WithInterval(cascade.Exact)),
                Row("exact match against cloud only", "+8.9 %", (cascade, cloud) => Change(cascade.Exact.Value, cloud.Exact.Value)),
            ]);
    }

    private static string Milliseconds(EvalScore score) => string.Create(CultureInfo.InvariantCulture, $"{score.Milliseconds.Value:0} ms");

    private static string Change(double now, double before) =>
        before == 0 || !double.IsFinite(now / before) ? "–" : string.Create(CultureInfo.InvariantCulture, $"{(now >= before ? "+" : "−")}{Math.Abs(now / before - 1) * 100:0.0} %");
}
