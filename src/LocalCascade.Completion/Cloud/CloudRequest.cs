using LocalCascade.Wire;

namespace LocalCascade.Completion.Cloud;

/// <summary>What is asked of the cloud.</summary>
/// <param name="Prefix">The text before the cursor; the client cuts it to what fits.</param>
/// <param name="Suffix">The text behind the cursor.</param>
/// <param name="MaxTokens">The most tokens to generate.</param>
public sealed record CloudRequest(string Prefix, string Suffix, int MaxTokens)
{
    /// <summary>The request's id in the proxy's log and metrics too.</summary>
    public string Id { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>Parts of other files that the answer may draw on, the most important last.</summary>
    public IReadOnlyList<ContextFile> Context { get; init; } = [];

    /// <summary>What the local tier would answer, to be verified instead of generated; null for none.</summary>
    public string? Draft { get; init; }
}
