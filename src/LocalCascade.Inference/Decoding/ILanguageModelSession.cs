namespace LocalCascade.Inference.Decoding;

/// <summary>One sequence of tokens and its KV cache. Used by one thread at a time.</summary>
public interface ILanguageModelSession : IDisposable
{
    /// <summary>Count of tokens in the KV cache.</summary>
    int Length { get; }

    /// <summary>The most tokens that the KV cache holds.</summary>
    int Capacity { get; }

    /// <summary>The most positions that <see cref="Append(ReadOnlySpan{int}, int, CancellationToken)"/> gives logits of: a run's tokens, or 1 where the model computes those of the last position only.</summary>
    int MostLogits { get; }

    /// <summary>Appends tokens and returns the next-token logits after the last one; see <see cref="Append(ReadOnlySpan{int}, int, CancellationToken)"/>.</summary>
    ReadOnlySpan<float> Append(ReadOnlySpan<int> tokens, CancellationToken cancellationToken) => Append(tokens, logits: 1, cancellationToken);

    /// <summary>
    /// Appends tokens (prefill for many, decode for one) in chunks; the last <paramref name="logits"/> of them are in one run. Returns
    /// the next-token logits behind each of these, in their order: <see cref="ILanguageModel.VocabularySize"/> floats each,
    /// unnormalised, valid until the next call on this session.
    /// </summary>
    /// <param name="tokens">At least one token, at most <see cref="Capacity"/> - <see cref="Length"/>.</param>
    /// <param name="logits">1 to the lesser of <see cref="MostLogits"/> and the count of tokens.</param>
    /// <param name="cancellationToken">Looked at between chunks, and inside one through the runtime's terminate flag.</param>
    /// <exception cref="OperationCanceledException">Cancelled. <see cref="Length"/> then counts the tokens of the chunks that were finished, whose cache is valid.</exception>
    /// <exception cref="InferenceException">The runtime failed; the session's cache up to the old <see cref="Length"/> is still valid.</exception>
    ReadOnlySpan<float> Append(ReadOnlySpan<int> tokens, int logits, CancellationToken cancellationToken);

    /// <summary>Forgets all but the first <paramref name="length"/> tokens (0 to <see cref="Length"/>). Costs nothing.</summary>
    void Rollback(int length);
}
