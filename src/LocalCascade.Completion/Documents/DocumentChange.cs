namespace LocalCascade.Completion.Documents;

/// <summary>One entry of an editor's change notification (LSP 3.18, TextDocumentContentChangeEvent).</summary>
/// <param name="Range">What is replaced, in the text as the entries before left it; null for the whole text.</param>
/// <param name="NewText">What stands there afterwards.</param>
public readonly record struct DocumentChange(TextRange? Range, string NewText);
