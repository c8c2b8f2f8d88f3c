namespace LocalCascade.Wire;

/// <summary>One server-sent event.</summary>
/// <param name="Data">Its <c>data</c> fields, joined by line feeds; valid until the next read.</param>
public readonly record struct SseEvent(ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether it is <c>[DONE]</c>, which ends a completion.</summary>
    public bool IsDone => Data.Span.SequenceEqual("[DONE]"u8);
}
