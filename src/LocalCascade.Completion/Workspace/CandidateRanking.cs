namespace LocalCascade.Completion.Workspace;

/// <summary>What a candidate is worth, by <see cref="RankingFeatures"/>; docs/local-tier.md says how it was fitted.</summary>
internal static class CandidateRanking
{
    private static readonly ScoringNetwork Network = ScoringNetwork.Load("ranking.weights");

    public static double Score(ReadOnlySpan<float> features) => Network.Score(features);
}
