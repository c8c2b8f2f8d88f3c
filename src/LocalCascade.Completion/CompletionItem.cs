namespace LocalCascade.Completion;

/// <summary>One suggestion.</summary>
public sealed record CompletionItem
{
    /// <summary>Unique for the life of the process; comes back in shown, accepted and rejected.</summary>
    public required string Id { get; init; }

    /// <summary>The replaced range's start: an offset in the request's document, on the cursor's line.</summary>
    public required int Start { get; init; }

    /// <summary>Length of the replaced range in UTF-16 units; the range always holds the cursor and stays on its line.</summary>
    public required int Length { get; init; }

    /// <summary>What stands in the range once accepted; begins with the text between <see cref="Start"/> and the cursor. Line breaks are the document's.</summary>
    public required string InsertText { get; init; }

    /// <summary>The part that the user sees as ghost text: <see cref="InsertText"/> from the cursor on.</summary>
    public required string GhostText { get; init; }

    /// <summary>Who wrote it.</summary>
    public required CompletionOrigin Origin { get; init; }

    /// <summary>True when it was answered from an earlier answer (type-through or the recent-completion cache), with no source asked.</summary>
    public bool FromCache { get; init; }

    /// <summary>Of an earlier answer the request that it was computed for; null where it was computed ahead of the user.</summary>
    internal string? ComputedFor { get; init; }

    /// <summary>Calibrated probability, 0 to 1, that the text is exactly what the user would type.</summary>
    public required double Confidence { get; init; }

    /// <summary>The model's tokens with their probabilities, in order; empty for other origins.</summary>
    public IReadOnlyList<CompletionToken> Tokens { get; init; } = [];
}
