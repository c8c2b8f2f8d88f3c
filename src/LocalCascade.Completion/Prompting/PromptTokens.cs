using LocalCascade.Completion.Observing;

namespace LocalCascade.Completion.Prompting;

/// <summary>A prompt ready to run.</summary>
/// <param name="Tokens">The tokens, at least one.</param>
/// <param name="Healing">Bytes of the word that the cursor cut, which the generated text has to begin with; usually short, often empty.</param>
/// <param name="Anchored">True when the layout was made anew; false when the prompt only grew, so that a KV cache holds almost all of it.</param>
internal readonly record struct PromptTokens(int[] Tokens, byte[] Healing, bool Anchored)
{
    /// <summary>What the tokens are spent on.</summary>
    public PromptLayout Layout { get; init; }
}
