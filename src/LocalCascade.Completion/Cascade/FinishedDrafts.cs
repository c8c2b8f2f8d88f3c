namespace LocalCascade.Completion.Cascade;

/// <summary>What came of finishing drafts.</summary>
/// <param name="Items">What is fit to be shown, best first.</param>
/// <param name="Reason">Why the first that is not fit is not, or that one was dismissed; null when all are fit.</param>
/// <param name="BreaksSyntax">Whether the best text breaks the syntax around it.</param>
internal sealed record FinishedDrafts(IReadOnlyList<CompletionItem> Items, NoCompletion? Reason, bool BreaksSyntax);
