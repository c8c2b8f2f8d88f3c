namespace LocalCascade.Completion.Syntax;

/// <summary>A bracket that is open.</summary>
/// <param name="Opener">( [ or {</param>
/// <param name="Offset">Where it stands in the scanned text.</param>
internal readonly record struct OpenBracket(char Opener, int Offset);
