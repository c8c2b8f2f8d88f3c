namespace LocalCascade.Completion.Evaluation;

/// <summary>What was answered at a hole.</summary>
/// <param name="Hole">The hole.</param>
/// <param name="Result">The whole answer; its text is code, and stays in memory.</param>
/// <param name="Latency">From the request to the answer.</param>
public sealed record HoleAnswer(Hole Hole, CompletionResult Result, TimeSpan Latency)
{
    /// <summary>What was offered; null for nothing.</summary>
    public CompletionItem? Item { get; } = Result.Items is [var item, ..] ? item : null;

    /// <summary>The text that was offered; empty for none.</summary>
    public string Text => Item?.GhostText ?? "";

    /// <summary>Whether it is what stood there.</summary>
    public bool IsExact { get; } = Result.Items is [var item, ..] && TextMatch.IsExact(item.GhostText, Hole.Expected);

    /// <summary>What was promised, and what came true.</summary>
    public Judgement Judgement => new(Item?.Confidence ?? 0, IsExact);
}
