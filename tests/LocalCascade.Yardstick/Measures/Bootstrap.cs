namespace LocalCascade.Yardstick;

/// <summary>
/// Intervals by drawing anew (Efron's percentile bootstrap). Files are drawn, not places: places of one file resemble each other, and
/// drawing them one by one would tell intervals that are too narrow. That packages differ is in the tables by package, not in here.
/// </summary>
internal static class Bootstrap
{
    private const int Rounds = 400;
    private const int Seed = 20260101;

    /// <summary>A statistic with its 95 % interval.</summary>
    /// <param name="items">What was measured.</param>
    /// <param name="cluster">What is drawn together.</param>
    /// <param name="statistic">The number; rounds where it is none do not count.</param>
    public static Interval Of<T>(IReadOnlyList<T> items, Func<T, string> cluster, Func<IReadOnlyList<T>, double> statistic)
    {
        var value = statistic(items);
        var clusters = items.GroupBy(cluster).Select(group => group.ToArray()).ToArray();
        var random = new Random(Seed);
        var values = new List<double>(Rounds);
        var drawn = new List<T>(items.Count);
        for (var round = 0; round < Rounds && clusters.Length > 1; round++)
        {
            drawn.Clear();
            for (var i = 0; i < clusters.Length; i++)
            {
                drawn.AddRange(clusters[random.Next(clusters.Length)]);
            }

            if (statistic(drawn) is var again && !double.IsNaN(again))
            {
                values.Add(again);
            }
        }

        values.Sort();
        return values.Count == 0 ? new(value, double.NaN, double.NaN) : new(value, values[(int)(0.025 * values.Count)], values[(int)(0.975 * (values.Count - 1))]);
    }
}
