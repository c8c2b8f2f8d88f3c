namespace LocalCascade.Completion.Documents;

/// <summary>One replacement in a text: <paramref name="Length"/> characters at <paramref name="Start"/> become <paramref name="NewText"/>.</summary>
/// <param name="Start">Offset of the first replaced character, in UTF-16 units, 0 to the text's length.</param>
/// <param name="Length">Count of replaced UTF-16 units; 0 for an insertion.</param>
/// <param name="NewText">What stands there afterwards; empty for a deletion.</param>
public readonly record struct TextChange(int Start, int Length, string NewText);
