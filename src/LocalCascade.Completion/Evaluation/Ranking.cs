namespace LocalCascade.Completion.Evaluation;

/// <summary>How well a confidence tells right from wrong.</summary>
public static class Ranking
{
    /// <summary>The chance that a right answer is surer than a wrong one (the area under the ROC curve); ties count half. Not a number without both.</summary>
    public static double GetAuc(IEnumerable<Judgement> judgements)
    {
        ArgumentNullException.ThrowIfNull(judgements);
        var all = judgements.OrderBy(judgement => judgement.Confidence).ToArray();
        var (right, wrongBelow, wins) = (0L, 0L, 0.0);
        for (var start = 0; start < all.Length;)
        {
            var end = start;
            var (rightHere, wrongHere) = (0L, 0L);
            for (; end < all.Length && all[end].Confidence == all[start].Confidence; end++)
            {
                (rightHere, wrongHere) = all[end].IsRight ? (rightHere + 1, wrongHere) : (rightHere, wrongHere + 1);
            }

            wins += rightHere * (wrongBelow + 0.5 * wrongHere);
            (right, wrongBelow, start) = (right + rightHere, wrongBelow + wrongHere, end);
        }

        return right == 0 || wrongBelow == 0 ? double.NaN : wins / ((double)right * wrongBelow);
    }
}
