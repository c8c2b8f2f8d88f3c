namespace LocalCascade.Completion;

/// <summary>The engine's answer: suggestions, or the reason why there is none.</summary>
public sealed record CompletionResult
{
    /// <summary>32 hexadecimal digits that name this request in telemetry; a request to the cloud carries them as <c>X-Request-Id</c>.</summary>
    public string RequestId { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>Best first; empty when there is nothing worth showing.</summary>
    public IReadOnlyList<CompletionItem> Items { get; init; } = [];

    /// <summary>Why <see cref="Items"/> is empty; null when it is not.</summary>
    public NoCompletion? Reason { get; init; }

    /// <summary>Whether it is another request's answer, which was being generated when this one came.</summary>
    public bool Joined { get; init; }

    /// <summary>Which tier answered, and why.</summary>
    public CascadeDecision Decision { get; init; } = CascadeDecision.None;

    /// <summary>In one line why it was answered so, or not at all.</summary>
    public string Explain() => string.Join(" ", new[] { Decision.Explanation, Reason?.Explanation }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>What the answer cost.</summary>
    public CompletionTimings Timings { get; init; } = new();
}
