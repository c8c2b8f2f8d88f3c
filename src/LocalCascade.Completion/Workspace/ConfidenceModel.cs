namespace LocalCascade.Completion.Workspace;

/// <summary>
/// From a prediction's features to the probability that it is exactly right: a logistic regression, fitted on the
/// development items of tests/LocalCascade.Yardstick by its <c>--fit</c> option; docs/local-tier.md has the numbers.
/// </summary>
internal static class ConfidenceModel
{
    private static readonly double[] Weights =
    [
        -5.252, 1.592, 0.935, 2.794, -0.073, -0.147, 0.336, -2.758, -0.433, 0.257, -0.114, -0.878, 1.365, -0.122, 0.677, 0.697, 1.951, -2.379, 0.515, 0.381,
    ];

    public static double Predict(PredictionFeatures features)
    {
        Span<double> vector = stackalloc double[PredictionFeatures.Count];
        features.Fill(vector);
        var sum = 0.0;
        for (var i = 0; i < vector.Length; i++)
        {
            sum += vector[i] * Weights[i];
        }

        return 1 / (1 + Math.Exp(-sum));
    }
}
