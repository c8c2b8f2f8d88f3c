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
        var (ofAll, ofTop) = (new Share(exact, outcomes.Count), new Share(topExact, top.Length));
        return new(
            name,
            outcomes.Count,
            ofAll.Value,
            ofAll.Low,
            ofAll.High,
            outcomes.Average(outcome => outcome.Similarity),
            outcomes.Average(outcome => outcome.IsFirstWordRight ? 1.0 : 0),
            outcomes.Average(outcome => outcome.IsAnswered ? 1.0 : 0),
            ofTop.Value,
            ofTop.Low,
            ofTop.High,
            Ranking.GetAuc(outcomes.Select(outcome => outcome.Judgement)),
            times[times.Length / 2],
            times[times.Length * 99 / 100]);
    }
}
