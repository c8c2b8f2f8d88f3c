namespace LocalCascade.Completion.Workspace;

/// <summary>From a prediction's features to the probability that it is exactly right; docs/local-tier.md says how it was fitted.</summary>
internal static class ConfidenceModel
{
    private static readonly ScoringNetwork Network = ScoringNetwork.Load("confidence.weights");

    public static double Predict(ReadOnlySpan<float> features) => 1 / (1 + Math.Exp(-Network.Score(features)));
}
