namespace LocalCascade.Completion;

/// <summary>What the editor's suggest widget would insert (LSP 3.18, SelectedCompletionInfo).</summary>
/// <param name="Start">Offset of the replaced range.</param>
/// <param name="Length">Its length in UTF-16 units.</param>
/// <param name="Text">The text it would become.</param>
public sealed record SelectedCompletion(int Start, int Length, string Text);
