namespace LocalCascade.Completion.Workspace;

/// <summary>
/// From a prediction's features to the probability that it is exactly right: a logistic regression, fitted on the
/// development items of tests/LocalCascade.Yardstick by its `fit` command (docs/local-tier.md).
/// </summary>
internal static class ConfidenceModel
{
    /// <summary>One weight for each number of <see cref="PredictionFeatures.ToVector"/>.</summary>
    private static readonly double[] Weights = [-3.0, 2.0, 1.5, 1.5, 1.5, 0.3, 0.5, -1.5, 0.5, 0.5];

    public static double Predict(PredictionFeatures features)
    {
        var sum = 0.0;
        var vector = features.ToVector();
        for (var i = 0; i < vector.Length; i++)
        {
            sum += vector[i] * Weights[i];
        }

        return 1 / (1 + Math.Exp(-sum));
    }
}
