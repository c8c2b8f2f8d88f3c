namespace LocalCascade.Wire;

/// <summary>Generated text.</summary>
public sealed record CompletionChoice
{
    /// <summary>The new text of this chunk.</summary>
    public string Text { get; init; } = "";

    /// <summary>Always 0: one completion per request.</summary>
    public int Index { get; init; }

    /// <summary>Probabilities of this chunk's tokens, where asked for.</summary>
    public CompletionLogprobs? Logprobs { get; init; }

    /// <summary><c>stop</c> (the model or a stop text ended it) or <c>length</c>; null while it goes on.</summary>
    public string? FinishReason { get; init; }
}
