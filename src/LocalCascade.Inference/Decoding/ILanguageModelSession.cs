namespace LocalCascade.Inference.Decoding;

/// <summary>One sequence of tokens and its KV cache. Used by one thread at a time.</summary>
public interface ILanguageModelSession : IDisposable
{
    /// <summary>Count of tokens in the KV cache.</summary>
    int Length { get; }

    /// <summary>The most tokens that the KV cache holds.</summary>
    int Capacity { get; }

    /// <summary>
    /// Appends tokens (prefill for many, decode for one) in chunks, and returns the next-token logits after the last one:
    /// <see cref="ILanguageModel.VocabularySize"/> floats, unnormalised, valid until the next call on this session.
    /// </summary>
    /// <param name="tokens">At least one token, at most <see cref="Capacity"/> - <see cref="Length"/>.</param>
    /// <param name="cancellationToken">Looked at between chunks, and inside one through the runtime's terminate flag.</param>
    /// <exception cref="OperationCanceledException">Cancelled. <see cref="Length"/> then counts the tokens of the chunks that were finished, whose cache is valid.</exception>
    /// <exception cref="InferenceException">The runtime failed; the session's cache up to the old <see cref="Length"/> is still valid.</exception>
    ReadOnlySpan<float> Append(ReadOnlySpan<int> tokens, CancellationToken cancellationToken);

    /// <summary>Forgets all but the first <paramref name="length"/> tokens (0 to <see cref="Length"/>). Costs nothing.</summary>
    void Rollback(int length);
}
