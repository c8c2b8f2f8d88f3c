namespace LocalCascade.Completion.Observing;

/// <summary>What a prompt's tokens are spent on.</summary>
public readonly record struct PromptLayout
{
    /// <summary>The most tokens that it may have.</summary>
    public int Budget { get; init; }

    /// <summary>Text before the cursor, up to the anchor.</summary>
    public int Prefix { get; init; }

    /// <summary>Text behind the cursor.</summary>
    public int Suffix { get; init; }

    /// <summary>What stands between the anchor and the cursor: the part that grows as the user types.</summary>
    public int Typed { get; init; }

    /// <summary>The template's own tokens.</summary>
    public int Markers { get; init; }

    /// <summary>Bytes of a word that the cursor cut in two, which generation has to begin with.</summary>
    public int HealedBytes { get; init; }

    /// <summary>Whether it was laid out anew; otherwise it only grew, and a KV cache holds almost all of it.</summary>
    public bool Anchored { get; init; }
}
