namespace LocalCascade.Completion.Evaluation;

/// <summary>
/// The curve from confidence to the share that is right that fits best (least squares) among those that never fall, found by
/// pooling adjacent violators (Ayer et al., 1955).
/// </summary>
public static class IsotonicFit
{
    /// <summary>The curve's steps, in order of confidence.</summary>
    public static IReadOnlyList<IsotonicStep> Fit(IEnumerable<Judgement> judgements)
    {
        ArgumentNullException.ThrowIfNull(judgements);
        var steps = new List<IsotonicStep>();
        foreach (var same in judgements.GroupBy(judgement => judgement.Confidence).OrderBy(group => group.Key))
        {
            steps.Add(new(same.Key, same.Key, Share.Of([.. same], judgement => judgement.IsRight)));

            // In whole numbers: equal shares are one step whatever rounding says.
            while (steps.Count > 1 && (long)steps[^2].Right.Hits * steps[^1].Right.Count >= (long)steps[^1].Right.Hits * steps[^2].Right.Count)
            {
                var (lower, upper) = (steps[^2], steps[^1]);
                steps.RemoveAt(steps.Count - 1);
                steps[^1] = new(lower.From, upper.To, new(lower.Right.Hits + upper.Right.Hits, lower.Right.Count + upper.Right.Count));
            }
        }

        return steps;
    }
}
