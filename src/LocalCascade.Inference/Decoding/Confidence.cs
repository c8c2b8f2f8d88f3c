namespace LocalCascade.Inference.Decoding;

/// <summary>What a model's token probabilities say about the whole text.</summary>
public static class Confidence
{
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
