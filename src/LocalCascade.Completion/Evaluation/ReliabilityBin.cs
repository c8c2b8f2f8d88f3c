namespace LocalCascade.Completion.Evaluation;

/// <summary>A tenth of the confidence scale: what was promised and what came true.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="Confidence">The mean of what was promised in it.</param>
/// <param name="Observed">What came true.</param>
public sealed record ReliabilityBin(double From, double Confidence, Share Observed)
{
    private const int Count = 10;

    /// <summary>The bins that hold something, in order. Places without an answer (confidence 0) are left out.</summary>
    public static IReadOnlyList<ReliabilityBin> Of(IEnumerable<Judgement> judgements)
    {
        ArgumentNullException.ThrowIfNull(judgements);
        return [.. judgements
            .Where(judgement => judgement.Confidence > 0)
            .GroupBy(judgement => Math.Min(Count - 1, (int)(judgement.Confidence * Count)))
            .OrderBy(group => group.Key)
            .Select(group => new ReliabilityBin((double)group.Key / Count, group.Average(judgement => judgement.Confidence), Share.Of([.. group], judgement => judgement.IsRight)))];
    }
}
