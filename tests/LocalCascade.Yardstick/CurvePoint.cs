namespace LocalCascade.Yardstick;

/// <summary>What a threshold buys: the share of places with a suggestion, and how many of those are right.</summary>
internal sealed record CurvePoint(double Threshold, double Coverage, double Precision, double Low, double High, double FirstWord)
{
    public static IReadOnlyList<CurvePoint> Of(IReadOnlyList<Outcome> outcomes)
    {
        var points = new List<CurvePoint>();
        for (var threshold = 0.1; threshold < 0.95; threshold += 0.05)
        {
            var shown = outcomes.Where(outcome => outcome.IsAnswered && outcome.Answer.Confidence >= threshold).ToArray();
            if (shown.Length == 0)
            {
                break;
            }

            var exact = shown.Count(outcome => outcome.IsExact);
            var right = new Share(exact, shown.Length);
            points.Add(new(threshold, (double)shown.Length / outcomes.Count, right.Value, right.Low, right.High, shown.Average(outcome => outcome.IsFirstWordRight ? 1.0 : 0)));
        }

        return points;
    }
}
