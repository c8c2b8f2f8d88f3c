namespace LocalCascade.Inference.Decoding;

/// <summary>What a model's token probabilities say about the whole text.</summary>
public static class Confidence
{
    /// <summary>A statistic of the first <paramref name="count"/> tokens' probabilities, 0 to 1; 0 when there are none.</summary>
    public static double Of(ReadOnlySpan<GeneratedToken> tokens, ConfidenceStatistic statistic, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (tokens.IsEmpty || statistic == ConfidenceStatistic.GeometricMean)
        {
            return GeometricMean(tokens, count);
        }

        var least = tokens[0].Probability;
        foreach (var token in statistic == ConfidenceStatistic.First ? [] : tokens[..Math.Min(count, tokens.Length)])
        {
            least = Math.Min(least, token.Probability);
        }

        return least;
    }

    /// <summary>
    /// Geometric mean of the first <paramref name="count"/> tokens' probabilities, 0 to 1 (MCCom, arXiv 2603.05974, which
    /// takes 3); of all when there are fewer; 0 when there are none.
    /// </summary>
    public static double GeometricMean(ReadOnlySpan<GeneratedToken> tokens, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var taken = Math.Min(count, tokens.Length);
        if (taken == 0)
        {
            return 0;
        }

        var logarithms = 0.0;
        foreach (var token in tokens[..taken])
        {
            logarithms += Math.Log(Math.Max(token.Probability, 1e-12));
        }

        return Math.Exp(logarithms / taken);
    }
}
