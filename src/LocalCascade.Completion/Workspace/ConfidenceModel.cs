namespace LocalCascade.Completion.Workspace;

/// <summary>
/// From a prediction's features to the probability that it is exactly right: a logistic regression, fitted on the
/// development items of tests/LocalCascade.Yardstick by its <c>--fit</c> option; docs/local-tier.md has the numbers.
/// </summary>
internal static class ConfidenceModel
{
    private static readonly double[] Weights =
    [
        -5.311, 2.562, 1.298, 2.535, -0.362, -0.601, 0.355, -3.064, -0.284, -0.593, 0.276, -1.598, 0.739, -0.239, 0.373, 0.893, 2.221, -1.836,
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
