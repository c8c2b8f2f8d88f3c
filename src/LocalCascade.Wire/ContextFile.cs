namespace LocalCascade.Wire;

/// <summary>Part of another file, sent along as context.</summary>
/// <param name="Path">The file's path, relative to the workspace, with forward slashes.</param>
/// <param name="Text">Its text, or the part that matters.</param>
public sealed record ContextFile(string Path, string Text);
