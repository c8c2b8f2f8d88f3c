using LocalCascade.Completion.Syntax;

namespace LocalCascade.Completion.PostProcessing;

/// <summary>Where a generated text is to end. A pure function of the text so far, so that it holds alike for text that comes in pieces and text that comes whole.</summary>
internal static class StopRule
{
    /// <summary>
    /// The length to keep once the end is in sight; -1 while the text may go on. Line breaks of <paramref name="text"/> are \n.
    /// </summary>
    public static int FindEnd(CursorSyntax syntax, CompletionShape shape, ReadOnlySpan<char> text)
    {
        if (!shape.IsBlock)
        {
            return text.IndexOf('\n');
        }

        var start = 0;
        for (var line = 0; ; line++)
        {
            var length = text[start..].IndexOf('\n');
            var complete = length >= 0;
            var content = complete ? text.Slice(start, length) : text[start..];
            if (line > 0 && LineEnds(syntax, shape, text[..start], content, complete) is var end && end >= 0)
            {
                return end;
            }

            if (!complete)
            {
                return -1;
            }

            if (line + 1 >= shape.MaxLines || Repetition.EndsIn(text[..(start + length)]))
            {
                return start + length;
            }

            start += length + 1;
        }
    }

    // Whether the text ends at this line: before it, or with it.
    private static int LineEnds(CursorSyntax syntax, CompletionShape shape, ReadOnlySpan<char> before, ReadOnlySpan<char> line, bool complete)
    {
        var code = line.TrimStart();
        var keepBefore = before.TrimEnd().Length;
        if (code.IsEmpty)
        {
            // Two blank lines end a block; so does one when nothing has been said.
            return complete && (keepBefore == 0 || before.EndsWith("\n\n")) ? keepBefore : -1;
        }

        // The suffix has begun.
        if (complete && syntax.NextLine is { } next && next.AsSpan().Trim().Length > 2 && code.TrimEnd().SequenceEqual(next.AsSpan().Trim()))
        {
            return keepBefore;
        }

        if (syntax.ColumnsOf(line) > shape.BlockIndent)
        {
            return -1;
        }

        if (syntax.Language.BlocksByIndentation || !SyntaxScanner.IsCloser(code[0]))
        {
            return keepBefore;
        }

        // "}" ends the block with its line, "} else {" carries on.
        return !complete ? -1 : code.TrimEnd().EndsWith("{") ? -1 : before.Length + line.TrimEnd().Length;
    }
}
