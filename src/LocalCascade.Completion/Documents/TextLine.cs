namespace LocalCascade.Completion.Documents;

/// <summary>Where a line lies in its text, as UTF-16 offsets.</summary>
/// <param name="Start">Offset of the first character.</param>
/// <param name="End">Offset behind the last character, before the line break.</param>
/// <param name="EndIncludingBreak">Offset behind the line break (\n, \r\n or \r); equals <paramref name="End"/> on the last line.</param>
public readonly record struct TextLine(int Start, int End, int EndIncludingBreak)
{
    /// <summary>Length without the line break.</summary>
    public int Length => End - Start;
}
