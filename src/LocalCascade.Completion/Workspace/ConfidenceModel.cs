namespace LocalCascade.Completion.Workspace;

/// <summary>
/// From a prediction's features to the probability that it is exactly right: a logistic regression, fitted on the
/// development items of tests/LocalCascade.Yardstick by its <c>--fit</c> option; docs/local-tier.md has the numbers.
/// </summary>
internal static class ConfidenceModel
{
    private static readonly double[] Weights =
    [
        -4.348, 1.705, 0.438, 2.822, 0.181, -0.255, 0.410, -3.053, -0.332, 0.459, -0.356, -1.272, 0.931, -0.244, 0.384, 0.503, 2.259, -3.841, 0.182, 0.485,
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
