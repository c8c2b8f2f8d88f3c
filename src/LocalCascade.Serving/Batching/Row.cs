namespace LocalCascade.Serving.Batching;

/// <summary>A row of the batch's KV cache: the tokens that it holds, and who uses it.</summary>
internal sealed class Row
{
    /// <summary>The tokens whose keys and values are in the cache, in order.</summary>
    public List<int> Tokens { get; } = [];

    /// <summary>Who uses it; null when it is only kept for prompts that begin alike.</summary>
    public Sequence? Sequence { get; set; }

    /// <summary>When it was last used, in steps.</summary>
    public long LastUsed { get; set; }

    public int CommonPrefix(ReadOnlySpan<int> prompt)
    {
        var tokens = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Tokens);
        return tokens.CommonPrefixLength(prompt);
    }
}
