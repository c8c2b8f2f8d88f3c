namespace LocalCascade.Yardstick;

/// <summary>The numbers of a set of outcomes. Shares are 0 to 1; their intervals are Wilson's at 95 %.</summary>
internal sealed record Score(
    string Name,
    int Items,
    double Exact,
    double ExactLow,
    double ExactHigh,
    double Similarity,
    double FirstWord,
    double Answered,
    double TopFifth,
    double TopFifthLow,
    double TopFifthHigh,
    double Auc,
    double MicrosecondsMedian,
    double Microseconds99)
{
    public static Score Of(string name, IReadOnlyList<Outcome> outcomes)
    {
        var exact = outcomes.Count(outcome => outcome.IsExact);
        var top = outcomes.OrderByDescending(outcome => outcome.Answer.Confidence).Take(outcomes.Count / 5).ToArray();
        var topExact = top.Count(outcome => outcome.IsExact);
        var times = outcomes.Select(outcome => outcome.Answer.Elapsed.TotalMicroseconds).Order().ToArray();
        var (low, high) = Wilson(exact, outcomes.Count);
        var (topLow, topHigh) = Wilson(topExact, top.Length);
        return new(
            name,
            outcomes.Count,
            (double)exact / outcomes.Count,
            low,
            high,
            outcomes.Average(outcome => outcome.Similarity),
            outcomes.Average(outcome => outcome.IsFirstWordRight ? 1.0 : 0),
            outcomes.Average(outcome => outcome.IsAnswered ? 1.0 : 0),
            (double)topExact / top.Length,
            topLow,
            topHigh,
            GetAuc(outcomes),
            times[times.Length / 2],
            times[times.Length * 99 / 100]);
    }

    public static (double Low, double High) Wilson(int hits, int count)
    {
        const double Z = 1.96;
        if (count == 0)
        {
            return (0, 1);
        }

        var p = (double)hits / count;
        var middle = p + (Z * Z / (2 * count));
        var spread = Z * Math.Sqrt((p * (1 - p) / count) + (Z * Z / (4.0 * count * count)));
        var scale = 1 + (Z * Z / count);
        return ((middle - spread) / scale, (middle + spread) / scale);
    }

    // The chance that a right answer is surer than a wrong one; ties count half.
    private static double GetAuc(IReadOnlyList<Outcome> outcomes)
    {
        var right = outcomes.Where(outcome => outcome.IsExact).Select(outcome => outcome.Answer.Confidence).ToArray();
        var wrong = outcomes.Where(outcome => !outcome.IsExact).Select(outcome => outcome.Answer.Confidence).ToArray();
        if (right.Length == 0 || wrong.Length == 0)
        {
            return double.NaN;
        }

        var wins = right.Sum(r => wrong.Sum(w => r > w ? 1.0 : r == w ? 0.5 : 0));
        return wins / ((double)right.Length * wrong.Length);
    }
}
