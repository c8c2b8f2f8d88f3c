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
        var surest = judgements.Where(judgement => judgement.Confidence > 0).ToArray();
        Array.Sort(surest, (a, b) => b.Confidence.CompareTo(a.Confidence));
        var wanted = coverage * judgements.Count;
        var (left, right) = (wanted, 0.0);
        for (var start = 0; start < surest.Length;)
        {
            var (end, rightHere) = (start, 0);
            for (; end < surest.Length && surest[end].Confidence == surest[start].Confidence; end++)
            {
                rightHere += surest[end].IsRight ? 1 : 0;
            }

            var taken = Math.Min(left, end - start);
            right += taken * rightHere / (end - start);
            left -= taken;
            start = end;
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

    private static Share AsShare(double value, double count) => new((int)Math.Round(value * count), Math.Max(1, (int)Math.Round(count)));
}
