namespace LocalCascade.Completion.Workspace;

/// <summary>What the confidence in the first of the ranked candidates is computed from: its lead over the others, and what it is itself.</summary>
internal static class PredictionFeatures
{
    /// <summary>Count of numbers that <see cref="Fill"/> writes.</summary>
    public const int Count = OfLead + RankingFeatures.Count;

    private const int OfLead = 6;

    /// <summary>Writes the features.</summary>
    /// <param name="vector"><see cref="Count"/> numbers.</param>
    /// <param name="ranked">The candidates, the best first; at least one.</param>
    /// <param name="best">The first one's ranking features.</param>
    public static void Fill(Span<float> vector, IReadOnlyList<RankedCandidate> ranked, ReadOnlySpan<float> best)
    {
        var first = ranked[0].Score;
        var second = ranked.Count > 1 ? ranked[1].Score : first - 10;
        var third = ranked.Count > 2 ? ranked[2].Score : second;
        var total = 0.0;
        foreach (var (_, score) in ranked)
        {
            total += Math.Exp(score - first);
        }

        var odds = 1 / total;
        vector[0] = (float)Math.Min(first - second, 6) / 3;
        vector[1] = (float)odds;
        vector[2] = (float)Math.Log(odds / (1.0001 - odds)) / 4;
        vector[3] = (float)first / 4;
        vector[4] = (float)Math.Min(second - third, 6) / 3;
        vector[5] = MathF.Log2(ranked.Count) / 6;
        best.CopyTo(vector[OfLead..]);
    }
}
