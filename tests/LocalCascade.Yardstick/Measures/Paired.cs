namespace LocalCascade.Yardstick;

/// <summary>
/// Two sources over the same places. Each place is its own control, so far smaller differences show than between the
/// intervals of two rows.
/// </summary>
/// <param name="First">A source.</param>
/// <param name="Second">The one that it is held against.</param>
/// <param name="Items">Places.</param>
/// <param name="OnlyFirst">Places that only the first gets exactly right.</param>
/// <param name="OnlySecond">Places that only the second does.</param>
/// <param name="Exact">Difference of the exact shares; its interval by drawing files anew.</param>
/// <param name="Similarity">Difference of the mean similarities, likewise.</param>
/// <param name="Chance">McNemar's test, exact: how likely a split as uneven as this is if neither is better.</param>
internal sealed record Paired(string First, string Second, int Items, int OnlyFirst, int OnlySecond, Interval Exact, Interval Similarity, double Chance)
{
    public static Paired Of(string first, IReadOnlyList<Outcome> ofFirst, string second, IReadOnlyList<Outcome> ofSecond)
    {
        var pairs = ofFirst.Zip(ofSecond).ToArray();
        if (ofFirst.Count != ofSecond.Count || pairs.Any(pair => pair.First.Place != pair.Second.Place))
        {
            throw new InvalidOperationException($"{first} and {second} did not answer at the same places.");
        }

        var onlyFirst = pairs.Count(pair => pair.First.IsExact && !pair.Second.IsExact);
        var onlySecond = pairs.Count(pair => !pair.First.IsExact && pair.Second.IsExact);
        return new(
            first,
            second,
            pairs.Length,
            onlyFirst,
            onlySecond,
            Difference(pairs, outcome => outcome.IsExact ? 1 : 0),
            Difference(pairs, outcome => outcome.Similarity),
            McNemar(onlyFirst, onlySecond));
    }

    /// <summary>The chance, from both sides, that fair coins fall as unevenly as <paramref name="a"/> to <paramref name="b"/>.</summary>
    public static double McNemar(int a, int b)
    {
        var (less, n) = (Math.Min(a, b), a + b);
        var logHalf = n * Math.Log(0.5);
        var (tail, logWays) = (0.0, 0.0);
        for (var i = 0; i <= less; i++)
        {
            tail += Math.Exp(logWays + logHalf);
            logWays += Math.Log(n - i) - Math.Log(i + 1);
        }

        return n == 0 ? 1 : Math.Min(1, 2 * tail);
    }

    private static Interval Difference((Outcome First, Outcome Second)[] pairs, Func<Outcome, double> measure) =>
        Bootstrap.Of(
            [.. pairs.Select(pair => (File: pair.First.Hole.File.Uri, By: measure(pair.First) - measure(pair.Second)))],
            pair => pair.File,
            drawn => drawn.Average(pair => pair.By));
}
