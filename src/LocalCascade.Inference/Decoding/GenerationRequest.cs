namespace LocalCascade.Inference.Decoding;

/// <summary>What to generate from.</summary>
public sealed record GenerationRequest
{
    /// <summary>The prompt: at least one token, and room for at least one more in the context.</summary>
    public required ReadOnlyMemory<int> Prompt { get; init; }

    /// <summary>UTF-8 bytes that the generated text has to begin with (token healing); they are not part of <see cref="Generation.Text"/>.</summary>
    public ReadOnlyMemory<byte> Healing { get; init; }

    /// <summary>The most tokens to generate.</summary>
    public int MaxTokens { get; init; } = 64;

    /// <summary>How tokens are chosen.</summary>
    public SamplingOptions Sampling { get; init; } = SamplingOptions.Greedy;
}
