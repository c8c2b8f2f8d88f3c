namespace LocalCascade.Completion.Documents;

/// <summary>A document as it stood at one version. Immutable: a request keeps the one it was asked about.</summary>
/// <param name="Uri">The editor's name for it, usually <c>file:///…</c>; the identity of the document.</param>
/// <param name="LanguageId">LSP language id, such as <c>csharp</c>, <c>python</c>, <c>typescript</c>.</param>
/// <param name="Version">The editor's version number after the change that made this snapshot.</param>
/// <param name="Text">The text.</param>
public sealed record DocumentSnapshot(string Uri, string LanguageId, int Version, SourceText Text);
