namespace LocalCascade.Inference.Decoding;

/// <summary>What of the first tokens' probabilities is taken for the confidence.</summary>
public enum ConfidenceStatistic
{
    /// <summary>Their geometric mean (MCCom, arXiv 2603.05974).</summary>
    GeometricMean,

    /// <summary>The least of them: a text is as good as its weakest token.</summary>
    Minimum,

    /// <summary>The first one's.</summary>
    First,
}
