namespace LocalCascade.Inference.Decoding;

/// <summary>What to generate from.</summary>
public sealed record GenerationRequest
{
    /// <summary>The prompt: at least one token, and room for at least one more in the context. Not to be changed while the generation lives.</summary>
    public required ReadOnlyMemory<int> Prompt { get; init; }

    /// <summary>UTF-8 bytes that the generated text has to begin with (token healing); they are not part of <see cref="Generation.Text"/>.</summary>
    public ReadOnlyMemory<byte> Healing { get; init; }

    /// <summary>The most tokens to generate.</summary>
    public int MaxTokens { get; init; } = 64;

    /// <summary>
    /// 0 for the text that the model likes best. n: the first token that goes beyond the healed text is the n-th next best,
    /// for several candidates of one prompt; beginning each costs one decode step, since the prompt's KV cache is there. A
    /// generation has no token at all where there are not so many.
    /// </summary>
    public int Alternative { get; init; }

    /// <summary>
    /// What the text may begin with, from the cursor on; null for no idea. Its tokens are run together with the prompt's last ones, and
    /// each that the model would have chosen costs no run of its own: the text stays what it would have been. Ignored where the
    /// model gives the logits of the last position only.
    /// </summary>
    public string? Draft { get; init; }

    /// <summary>
    /// Whether more of the draft is run with the prompt than is worth it for speed, so that it is scored as a whole (up to 16 tokens):
    /// <see cref="Generation.DraftScore"/>. Costs a few milliseconds where the model would have begun otherwise.
    /// </summary>
    public bool ScoreDraft { get; init; }

    /// <summary>Texts from the cursor on that are only to be scored (up to 16 tokens of each), one run each behind the shared prompt; see <see cref="Generation.CandidateScores"/>.</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>How tokens are chosen.</summary>
    public SamplingOptions Sampling { get; init; } = SamplingOptions.Greedy;
}
