namespace LocalCascade.Completion.Syntax;

/// <summary>How much is to be suggested: the rest of the line, or a block.</summary>
/// <param name="MaxLines">The most lines: 1 for the rest of the line.</param>
/// <param name="BlockIndent">Columns of the line that opened the block: the block ends at the first line that is not indented deeper. -1 for a single line.</param>
internal readonly record struct CompletionShape(int MaxLines, int BlockIndent)
{
    private const int MostBlockLines = 12;

    public static readonly CompletionShape SingleLine = new(1, -1);

    public bool IsBlock => MaxLines > 1;

    /// <summary>
    /// A block where one was just opened and nothing is in it yet (Cody's rule): the text before the cursor ends with what
    /// opens a block, and the next line is not indented deeper than the line that opened it. Otherwise the rest of the line.
    /// </summary>
    public static CompletionShape Decide(CursorSyntax syntax)
    {
        if (!syntax.AtCursor.InCode)
        {
            return SingleLine;
        }

        var opener = syntax.OnBlankLine ? syntax.PreviousLine : syntax.Before;
        if (opener is null || !OpensBlock(syntax, opener) || !IsNothingButClosers(syntax.After))
        {
            return SingleLine;
        }

        var indent = syntax.ColumnsOf(opener);
        return syntax.NextLine is { } next && syntax.ColumnsOf(next) > indent ? SingleLine : new(MostBlockLines, indent);
    }

    private static bool OpensBlock(CursorSyntax syntax, string line)
    {
        var code = line.AsSpan().TrimEnd();
        return syntax.Language.BlocksByIndentation ? code.EndsWith(":") || code.EndsWith("=") || code.EndsWith("->") : code.EndsWith("{");
    }

    private static bool IsNothingButClosers(string after) => after.AsSpan().Trim().IndexOfAnyExcept(")]};,") < 0;
}
