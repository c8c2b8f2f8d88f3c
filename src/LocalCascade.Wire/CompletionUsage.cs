namespace LocalCascade.Wire;

/// <summary>Token counts of one completion.</summary>
public sealed record CompletionUsage
{
    /// <summary>Tokens of the prompt.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Tokens generated.</summary>
    public int CompletionTokens { get; init; }

    /// <summary>Both together.</summary>
    public int TotalTokens { get; init; }

    /// <summary>How much of the prompt came from the prefix cache.</summary>
    public PromptTokensDetails? PromptTokensDetails { get; init; }

    /// <summary>How much of the draft was right.</summary>
    public CompletionTokensDetails? CompletionTokensDetails { get; init; }
}
