namespace LocalCascade.Yardstick;

/// <summary>What a threshold buys: the share of places with a suggestion, and how many of those are right.</summary>
internal sealed record CurvePoint(double Threshold, Share Shown, Share Right, Share FirstWord)
{
    /// <summary>Thresholds a twentieth apart, up to the last that lets anything pass.</summary>
    public static IReadOnlyList<CurvePoint> Of(IReadOnlyList<Outcome> outcomes)
    {
        var points = new List<CurvePoint>();
        for (var i = 2; i < 20; i++)
        {
            var threshold = i / 20.0;
            var shown = outcomes.Where(outcome => outcome.IsAnswered && outcome.Answer.Confidence >= threshold).ToArray();
            if (shown.Length == 0)
            {
                break;
            }

            points.Add(new(threshold, new(shown.Length, outcomes.Count), Share.Of(shown, outcome => outcome.IsExact), Share.Of(shown, outcome => outcome.IsFirstWordRight)));
        }

        return points;
    }
}
