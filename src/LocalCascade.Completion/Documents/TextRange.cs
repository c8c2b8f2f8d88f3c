namespace LocalCascade.Completion.Documents;

/// <summary>A stretch of text as editors name it (LSP 3.18, Range); a start behind the end means the same as the two swapped.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends; the character there is not part of it.</param>
public readonly record struct TextRange(TextPosition Start, TextPosition End);
