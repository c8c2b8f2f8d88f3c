namespace LocalCascade.Completion.Workspace;

/// <summary>
/// From a prediction's features to the probability that it is exactly right: a logistic regression, fitted on the
/// development items of tests/LocalCascade.Yardstick by its <c>--fit</c> option; docs/local-tier.md has the numbers.
/// </summary>
internal static class ConfidenceModel
{
    private static readonly double[] Weights =
    [
        -4.607, 1.884, 0.379, 3.212, -0.143, -0.139, 0.389, -3.167, -0.392, 0.457, -0.356, -1.283, 0.886, -0.198, 0.347, 0.507, 2.187, -3.415, 0.301, 0.561,
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
