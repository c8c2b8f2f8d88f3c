namespace LocalCascade.Yardstick;

/// <summary>How one source did at some places. Shares are 0 to 1.</summary>
/// <param name="Source">The source.</param>
/// <param name="Group">Which places: <c>all</c>, a language, a package, …</param>
/// <param name="Items">How many.</param>
/// <param name="Exact">The whole of what is missing; Wilson's interval.</param>
/// <param name="Similarity">Mean edit similarity; interval by drawing files anew.</param>
/// <param name="FirstWord">The first word or mark; Wilson's.</param>
/// <param name="Answered">Anything said; Wilson's.</param>
/// <param name="PrecisionAtQuarter">Exact among the surest quarter of all places; by drawing files anew. Not a number where less is answered.</param>
/// <param name="Auc">The chance that a right answer is surer than a wrong one or none; by drawing files anew.</param>
/// <param name="CalibrationError">Mean distance between what was promised and what came true, in tenths of the scale, weighted by places.</param>
/// <param name="MicrosecondsMedian">Median time of an answer.</param>
/// <param name="Microseconds99">99th percentile.</param>
internal sealed record Score(
    string Source,
    string Group,
    int Items,
    Interval Exact,
    Interval Similarity,
    Interval FirstWord,
    Interval Answered,
    Interval PrecisionAtQuarter,
    Interval Auc,
    double CalibrationError,
    double MicrosecondsMedian,
    double Microseconds99)
{
    public static Score Of(string source, string group, IReadOnlyList<Outcome> outcomes)
    {
        var times = outcomes.Select(outcome => outcome.Answer.Elapsed.TotalMicroseconds).Order().ToArray();
        return new(
            source,
            group,
            outcomes.Count,
            Interval.Of(Share.Of(outcomes, outcome => outcome.IsExact)),
            Draw(outcomes, drawn => drawn.Average(outcome => outcome.Similarity)),
            Interval.Of(Share.Of(outcomes, outcome => outcome.IsFirstWordRight)),
            Interval.Of(Share.Of(outcomes, outcome => outcome.IsAnswered)),
            DrawJudgements(outcomes, drawn => Coverage.PrecisionAt(0.25, drawn)),
            DrawJudgements(outcomes, Ranking.GetAuc),
            CalibrationErrorOf([.. outcomes.Select(outcome => outcome.Judgement)]),
            times[times.Length / 2],
            times[times.Length * 99 / 100]);
    }

    /// <summary>Expected calibration error over tenths of the scale; places without an answer are left out.</summary>
    public static double CalibrationErrorOf(IReadOnlyList<Judgement> judgements)
    {
        var bins = ReliabilityBin.Of(judgements);
        return bins.Count == 0 ? double.NaN : bins.Sum(bin => bin.Observed.Count * Math.Abs(bin.Confidence - bin.Observed.Value)) / bins.Sum(bin => bin.Observed.Count);
    }

    private static Interval Draw(IReadOnlyList<Outcome> outcomes, Func<IReadOnlyList<Outcome>, double> statistic) =>
        Bootstrap.Of(outcomes, outcome => outcome.Hole.File.Uri, statistic);

    private static Interval DrawJudgements(IReadOnlyList<Outcome> outcomes, Func<IReadOnlyList<Judgement>, double> statistic) =>
        Draw(outcomes, drawn => statistic([.. drawn.Select(outcome => outcome.Judgement)]));
}
