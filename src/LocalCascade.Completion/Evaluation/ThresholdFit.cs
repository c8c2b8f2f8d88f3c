namespace LocalCascade.Completion.Evaluation;

/// <summary>Finds the confidence from which on the local tier answers by itself.</summary>
public static class ThresholdFit
{
    /// <summary>The threshold under which nothing is answered locally, whatever its confidence.</summary>
    public const double Never = 1;

    // A handful that happens to be right proves nothing.
    private const int LeastAnswered = 10;

    /// <summary>
    /// The lowest threshold at which the share that is right of what is answered reaches <paramref name="precision"/>.
    /// Thresholds lie between the steps of the isotonic curve only: within a step no confidence is better than another, and
    /// one chosen there would be luck. Null where no threshold reaches it.
    /// </summary>
    public static double? ForPrecision(IReadOnlyCollection<Judgement> judgements, double precision)
    {
        ArgumentNullException.ThrowIfNull(judgements);
        var steps = IsotonicFit.Fit(judgements.Where(judgement => judgement.Confidence > 0));
        var (right, count, found) = (0, 0, (double?)null);
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            right += steps[i].Right.Hits;
            count += steps[i].Right.Count;
            if (count >= LeastAnswered && right >= precision * count)
            {
                found = Between(i == 0 ? 0 : steps[i - 1].To, steps[i].From);
            }
        }

        return found;
    }

    /// <summary>The threshold below which the share <paramref name="rate"/> of all places lies; those without an answer (confidence 0) lie below any.</summary>
    public static double ForEscalation(IReadOnlyCollection<Judgement> judgements, double rate)
    {
        ArgumentNullException.ThrowIfNull(judgements);
        var confidences = judgements.Select(judgement => judgement.Confidence).Order().ToArray();
        var escalated = (int)Math.Round(rate * confidences.Length);
        return escalated >= confidences.Length ? Never : Between(escalated == 0 ? 0 : confidences[escalated - 1], confidences[escalated]);
    }

    // Half way, short enough to be read; where that rounding would cross a place, as near as it gets.
    private static double Between(double below, double from)
    {
        var middle = Math.Round((below + from) / 2, 3);
        return middle > below && middle <= from ? middle : from;
    }
}
