namespace LocalCascade.Inference.Decoding;

/// <summary>How the next token is chosen.</summary>
public sealed record SamplingOptions
{
    /// <summary>Always the most probable token.</summary>
    public static SamplingOptions Greedy { get; } = new();

    /// <summary>0 for greedy; above, logits are divided by it before sampling (up to 2).</summary>
    public float Temperature { get; init; }

    /// <summary>Nucleus sampling (arXiv 1904.09751): the smallest set of tokens whose probabilities reach this, over 0 up to 1.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Only the k most probable tokens; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Seed of the random choice: the same seed gives the same text.</summary>
    public int Seed { get; init; }
}
