namespace LocalCascade.Inference.Decoding;

/// <summary>
/// Many sequences of one model that are decoded together. Each has a row, by index from 0; the first rows decode in one run, any
/// row can be extended on its own, and rows trade places where the caller needs them elsewhere. Used by one thread at a time.
/// </summary>
public interface ILanguageModelBatch : IDisposable
{
    /// <summary>How many rows there are.</summary>
    int Rows { get; }

    /// <summary>The most tokens that a row's KV cache holds.</summary>
    int Capacity { get; }

    /// <summary>The most tokens that one <see cref="Append"/> takes.</summary>
    int Chunk { get; }

    /// <summary>The most positions that <see cref="Append"/> gives logits of: <see cref="Chunk"/>, or 1 where the graph computes those of the last position only.</summary>
    int MostLogits { get; }

    /// <summary>Count of tokens in a row's KV cache.</summary>
    int GetLength(int row);

    /// <summary>
    /// One decode run: row i, for i below the count of <paramref name="tokens"/>, is extended by its token. All of them have to
    /// hold something and have room for one more.
    /// </summary>
    /// <param name="tokens">One token for each of the first rows.</param>
    /// <returns>The next-token logits of those rows, one after the other, each <see cref="ILanguageModel.VocabularySize"/> floats; valid until the next call.</returns>
    /// <exception cref="InferenceException">The runtime failed; every row is as it was.</exception>
    ReadOnlySpan<float> Decode(ReadOnlySpan<int> tokens);

    /// <summary>Extends one row by several tokens in one run; the other rows are not touched.</summary>
    /// <param name="row">The row.</param>
    /// <param name="tokens">1 to <see cref="Chunk"/> tokens for which there is room.</param>
    /// <param name="logits">Of how many of the last positions to return logits: 1 to the lesser of <see cref="MostLogits"/> and the count of tokens.</param>
    /// <returns>The logits behind each of the last <paramref name="logits"/> tokens, in their order; valid until the next call.</returns>
    /// <exception cref="InferenceException">The runtime failed; the row is as it was.</exception>
    ReadOnlySpan<float> Append(int row, ReadOnlySpan<int> tokens, int logits);

    /// <summary>Forgets all but the first <paramref name="length"/> tokens of a row. Costs nothing.</summary>
    void Rollback(int row, int length);

    /// <summary>Makes row <paramref name="target"/> hold the first <paramref name="length"/> tokens of row <paramref name="source"/>: a copy of memory.</summary>
    void Copy(int source, int target, int length);

    /// <summary>Two rows trade places: a copy of memory, as long as the longer one.</summary>
    void Swap(int first, int second);
}
