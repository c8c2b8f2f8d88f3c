namespace LocalCascade.Completion.Documents;

/// <summary>What a change notification did.</summary>
/// <param name="Document">The document afterwards.</param>
/// <param name="Changes">The replacements made, in order, each in the text that the one before left; empty when nothing differed.</param>
public sealed record DocumentUpdate(DocumentSnapshot Document, IReadOnlyList<TextChange> Changes);
