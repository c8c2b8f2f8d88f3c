namespace LocalCascade.Completion.Workspace;

/// <summary>
/// From a prediction's features to the probability that it is exactly right: a logistic regression, fitted on the
/// development items of tests/LocalCascade.Yardstick by its <c>--fit</c> option; docs/local-tier.md has the numbers.
/// </summary>
internal static class ConfidenceModel
{
    private static readonly double[] Weights =
    [
        -5.687, 2.340, 1.479, 2.593, -0.363, -0.528, 0.301, -2.668, -0.342, -0.187, 0.213, -1.146, 0.929, -0.156, 0.398, 0.851, 2.272, -1.882, 0.921,
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
