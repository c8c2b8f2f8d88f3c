namespace LocalCascade.Completion;

/// <summary>What an answer cost. Times are wall-clock; counts are tokens.</summary>
public sealed record CompletionTimings
{
    /// <summary>From the request to the answer.</summary>
    public TimeSpan Total { get; init; }

    /// <summary>The workspace predictor's part.</summary>
    public TimeSpan Workspace { get; init; }

    /// <summary>Laying out and tokenizing the prompt.</summary>
    public TimeSpan Prompt { get; init; }

    /// <summary>Running the part of the prompt that no KV cache held.</summary>
    public TimeSpan Prefill { get; init; }

    /// <summary>Generating tokens.</summary>
    public TimeSpan Decode { get; init; }

    /// <summary>Waiting for the typist to pause before the cloud is asked; the local model works meanwhile.</summary>
    public TimeSpan Debounce { get; init; }

    /// <summary>From sending the request to the cloud's first tokens.</summary>
    public TimeSpan Cloud { get; init; }

    /// <summary>From sending the request to the end of the cloud's answer, or to its reset.</summary>
    public TimeSpan CloudTotal { get; init; }

    /// <summary>Length of what was sent to the cloud, in UTF-16 units.</summary>
    public int CloudCharacters { get; init; }

    /// <summary>Tokens that came from the cloud.</summary>
    public int CloudTokens { get; init; }

    /// <summary>Length of the prompt.</summary>
    public int PromptTokens { get; init; }

    /// <summary>How many of them a KV cache already held.</summary>
    public int ReusedTokens { get; init; }

    /// <summary>Tokens generated.</summary>
    public int GeneratedTokens { get; init; }

    /// <summary>How many of them took no run of their own, because the predictor's text had them.</summary>
    public int AcceptedTokens { get; init; }
}
