using System.Runtime.InteropServices;

namespace LocalCascade.Inference.Decoding;

/// <summary>A session together with the tokens that its KV cache holds: a slot.</summary>
internal sealed class CachedSequence(ILanguageModelSession session) : IDisposable
{
    private readonly List<int> _tokens = [];

    public int Length => _tokens.Count;

    public int Capacity => session.Capacity;

    /// <inheritdoc cref="ILanguageModelSession.MostLogits"/>
    public int MostLogits => session.MostLogits;

    /// <summary>When it was last rented, counted in rentals of its pool.</summary>
    public long LastUse { get; set; }

    /// <summary>Length of the common prefix with <paramref name="prompt"/>.</summary>
    public int CommonPrefix(ReadOnlySpan<int> prompt) => CollectionsMarshal.AsSpan(_tokens).CommonPrefixLength(prompt);

    public void Rollback(int length)
    {
        session.Rollback(length);
        CollectionsMarshal.SetCount(_tokens, length);
    }

    /// <summary>Appends tokens and returns the logits behind the last <paramref name="logits"/> of them. After a cancellation the cache holds what was finished.</summary>
    public ReadOnlySpan<float> Append(ReadOnlySpan<int> tokens, int logits, CancellationToken cancellationToken)
    {
        var before = session.Length;
        try
        {
            return session.Append(tokens, logits, cancellationToken);
        }
        finally
        {
            _tokens.AddRange(tokens[..(session.Length - before)]);
        }
    }

    public void Dispose() => session.Dispose();
}
