namespace LocalCascade.Completion.Syntax;

/// <summary>A kind of string literal.</summary>
/// <param name="Open">What begins it; the longest that fits wins.</param>
/// <param name="Close">What ends it.</param>
/// <param name="Escape">The character that takes the next one's meaning; \0 for none.</param>
/// <param name="MultiLine">Whether it may run over line breaks.</param>
internal sealed record StringSyntax(string Open, string Close, char Escape, bool MultiLine);
