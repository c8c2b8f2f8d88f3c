namespace LocalCascade.Yardstick;

/// <summary>How many are right of the surest: what one gets by showing a share of the places.</summary>
internal static class Coverage
{
    /// <summary>
    /// The share that is right among the surest <paramref name="coverage"/> of all places. Of places that are equally sure at
    /// the edge a part counts. Not a number where less than that is answered.
    /// </summary>
    public static double PrecisionAt(double coverage, IReadOnlyList<Judgement> judgements)
    {
        var wanted = coverage * judgements.Count;
        var (left, right) = (wanted, 0.0);
        foreach (var same in Answered(judgements).GroupBy(judgement => judgement.Confidence).OrderByDescending(group => group.Key))
        {
            var count = same.Count();
            var taken = Math.Min(left, count);
            right += taken * same.Count(judgement => judgement.IsRight) / count;
            left -= taken;
            if (left <= 1e-9)
            {
                return right / wanted;
            }
        }

        return double.NaN;
    }

    /// <summary>The curve, a twentieth apart, as far as there are answers.</summary>
    public static IReadOnlyList<CoveragePoint> Curve(IReadOnlyList<Judgement> judgements) =>
        [.. Enumerable.Range(1, 20)
            .Select(i => i / 20.0)
            .Select(coverage => (Coverage: coverage, Precision: PrecisionAt(coverage, judgements)))
            .Where(point => !double.IsNaN(point.Precision))
            .Select(point => new CoveragePoint(point.Coverage, AsShare(point.Precision, point.Coverage * judgements.Count)))];

    private static IEnumerable<Judgement> Answered(IReadOnlyList<Judgement> judgements) => judgements.Where(judgement => judgement.Confidence > 0);

    private static Share AsShare(double value, double count) => new((int)Math.Round(value * count), Math.Max(1, (int)Math.Round(count)));
}
