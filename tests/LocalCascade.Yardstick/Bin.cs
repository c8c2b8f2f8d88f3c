namespace LocalCascade.Yardstick;

/// <summary>A tenth of the confidence scale: what was promised and what came true.</summary>
internal sealed record Bin(double From, int Items, double Confidence, double Exact)
{
    public static IReadOnlyList<Bin> Of(IReadOnlyList<Outcome> outcomes) =>
        [.. outcomes
            .Where(outcome => outcome.IsAnswered)
            .GroupBy(outcome => Math.Min(9, (int)(outcome.Answer.Confidence * 10)))
            .OrderBy(group => group.Key)
            .Select(group => new Bin(group.Key / 10.0, group.Count(), group.Average(outcome => outcome.Answer.Confidence), group.Average(outcome => outcome.IsExact ? 1.0 : 0)))];
}
