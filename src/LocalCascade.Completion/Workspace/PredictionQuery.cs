using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Workspace;

/// <summary>The tokens before a cursor, as a prediction looks for them.</summary>
internal sealed class PredictionQuery
{
    private const int ContextLines = 30;
    private const int MostContext = 40;

    private PredictionQuery()
    {
    }

    /// <summary>The document, as <see cref="FileName.Of"/> gives it.</summary>
    public required string Uri { get; init; }

    public required string Folder { get; init; }

    public required string LanguageId { get; init; }

    /// <summary>The cursor's line number.</summary>
    public required int Line { get; init; }

    /// <summary>The line's text before the cursor.</summary>
    public required string Before { get; init; }

    /// <summary>The word that the cursor is in or behind; empty when it is behind white space or punctuation.</summary>
    public required string Word { get; init; }

    /// <summary>Hashes of the whole tokens before <see cref="Word"/>, the nearest first; line breaks count as tokens.</summary>
    public required IReadOnlyList<int> Context { get; init; }

    /// <summary>How many of <see cref="Context"/> stand on the cursor's line.</summary>
    public required int ContextOnLine { get; init; }

    /// <summary>Whether white space stands before <see cref="Word"/>, or before the cursor where there is no word.</summary>
    public required bool SpaceBeforeWord { get; init; }

    /// <summary>White space characters that the cursor's line begins with.</summary>
    public required int Indent { get; init; }

    /// <summary>-1, 0 or 1: indented less than, like or more than the line above that is not blank.</summary>
    public required int IndentStep { get; init; }

    /// <summary>The cursor's line up to <see cref="Word"/>.</summary>
    public required CodeLine OnLine { get; init; }

    /// <summary>The line above that is not blank; null for none near.</summary>
    public required CodeLine? Above { get; init; }

    /// <summary>What would end the line after one more word; null where that can't be said.</summary>
    public required string? Finish { get; init; }

    /// <summary>The next line that is not blank, trimmed; null for none.</summary>
    public required string? NextLine { get; init; }

    public static PredictionQuery Make(DocumentSnapshot document, int offset)
    {
        var text = document.Text;
        var lineNumber = text.GetLineOfOffset(offset);
        var lineStart = text.GetLine(lineNumber).Start;
        var before = text.ToString(Math.Max(lineStart, offset - 400), offset - Math.Max(lineStart, offset - 400));
        var wordStart = before.Length;
        while (wordStart > 0 && CodeLine.IsWord(before[wordStart - 1]))
        {
            wordStart--;
        }

        var context = new List<int>(MostContext);
        var lineBefore = new CodeLine(before[..wordStart]);
        CodeLine? above = null;
        AddBackwards(context, lineBefore);
        var onLine = context.Count;
        var indent = before.Length - before.AsSpan().TrimStart().Length;
        var step = 0;
        for (var i = lineNumber - 1; i >= Math.Max(0, lineNumber - ContextLines) && context.Count < MostContext; i--)
        {
            var line = text.GetLine(i);
            if (line.Length > 0)
            {
                var code = new CodeLine(text.ToString(line.Start, Math.Min(line.Length, 400)));
                if (code.Hashes.Length > 0)
                {
                    if (context.Count == onLine)
                    {
                        above = code;
                        step = Math.Sign(indent - code.Indent);
                    }

                    context.Add(CodeLine.LineBreak);
                    AddBackwards(context, code);
                }
            }
        }

        return new()
        {
            Uri = FileName.Of(document.Uri),
            Folder = FileName.FolderOf(FileName.Of(document.Uri)),
            LanguageId = document.LanguageId,
            Line = lineNumber,
            Before = before,
            Word = before[wordStart..],
            Context = context,
            ContextOnLine = onLine,
            SpaceBeforeWord = wordStart > 0 && char.IsWhiteSpace(before[wordStart - 1]),
            Indent = indent,
            IndentStep = step,
            OnLine = lineBefore,
            Above = above,
            Finish = lineBefore.Hashes.Length == 0 ? null : LineFinish.Of(before, document.LanguageId),
            NextLine = FindNextLine(text, lineNumber),
        };
    }

    private static void AddBackwards(List<int> context, CodeLine line)
    {
        for (var i = line.Hashes.Length - 1; i >= 0 && context.Count < MostContext; i--)
        {
            context.Add(line.Hashes[i]);
        }
    }

    private static string? FindNextLine(SourceText text, int lineNumber)
    {
        for (var i = lineNumber + 1; i <= Math.Min(text.LineCount - 1, lineNumber + 5); i++)
        {
            var line = text.GetLine(i);
            if (line.Length > 0 && text.ToString(line.Start, Math.Min(line.Length, 400)).Trim() is { Length: > 0 } content)
            {
                return content;
            }
        }

        return null;
    }
}
