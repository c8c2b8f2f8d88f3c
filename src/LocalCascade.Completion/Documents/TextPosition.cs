namespace LocalCascade.Completion.Documents;

/// <summary>A place in a text as editors name it (LSP 3.18, Position).</summary>
/// <param name="Line">Zero-based line.</param>
/// <param name="Character">Zero-based distance from the line's start, in the units of a <see cref="PositionEncoding"/>.</param>
public readonly record struct TextPosition(int Line, int Character);
