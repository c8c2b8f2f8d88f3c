namespace LocalCascade.Completion;

/// <summary>The engine's answer: suggestions, or the reason why there is none.</summary>
public sealed record CompletionResult
{
    /// <summary>Best first; empty when there is nothing worth showing.</summary>
    public IReadOnlyList<CompletionItem> Items { get; init; } = [];

    /// <summary>Why <see cref="Items"/> is empty; null when it is not.</summary>
    public NoCompletion? Reason { get; init; }

    /// <summary>What the answer cost.</summary>
    public CompletionTimings Timings { get; init; } = new();
}
