using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Workspace;

/// <summary>The tokens before a cursor, as a prediction looks for them.</summary>
internal sealed class PredictionQuery
{
    private const int ContextLines = 30;
    private const int MostContext = 40;
    private const int LinesBelow = 8;

    private readonly HashSet<int> _subwords = [];

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

    /// <summary>-1, 0 or 1: that line is indented less than, like or more than the cursor's.</summary>
    public required int NextIndentStep { get; init; }

    /// <summary>Tokens that stand within some thirty lines above the cursor.</summary>
    public required IReadOnlySet<int> Nearby { get; init; }

    /// <summary>Tokens of the few lines below the cursor.</summary>
    public required IReadOnlySet<int> Below { get; init; }

    /// <summary>Words that the names on the cursor's line are made of, in lower case.</summary>
    public required IReadOnlySet<int> Subwords { get; init; }

    /// <summary>Brackets that the cursor's line opened and did not close; negative where it closes more.</summary>
    public required int OpenBrackets { get; init; }

    /// <summary>The quote that the cursor's line leaves open; \0 for none.</summary>
    public required char Quote { get; init; }

    /// <summary>How often which tokens stand in a row in the cursor's file; null where it is not open.</summary>
    public NGramCounts? Counts { get; set; }

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
        var nearby = new HashSet<int>(lineBefore.Hashes);
        for (var i = lineNumber - 1; i >= Math.Max(0, lineNumber - ContextLines); i--)
        {
            var line = text.GetLine(i);
            if (line.Length > 0)
            {
                var code = new CodeLine(text.ToString(line.Start, Math.Min(line.Length, 400)));
                if (code.Hashes.Length > 0)
                {
                    if (above is null)
                    {
                        above = code;
                        step = Math.Sign(indent - code.Indent);
                    }

                    nearby.UnionWith(code.Hashes);
                    if (context.Count < MostContext)
                    {
                        context.Add(CodeLine.LineBreak);
                        AddBackwards(context, code);
                    }
                }
            }
        }

        var below = new HashSet<int>();
        for (var i = lineNumber + 1; i <= Math.Min(text.LineCount - 1, lineNumber + LinesBelow); i++)
        {
            var line = text.GetLine(i);
            below.UnionWith(new CodeLine(text.ToString(line.Start, Math.Min(line.Length, 400))).Hashes);
        }

        var subwords = new HashSet<int>();
        AddSubwords(subwords, before);
        var (next, nextIndent) = FindNextLine(text, lineNumber);
        var (open, quote) = Balance(before);
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
            NextLine = next,
            NextIndentStep = next is null ? 0 : Math.Sign(nextIndent - indent),
            Nearby = nearby,
            Below = below,
            Subwords = subwords,
            OpenBrackets = open,
            Quote = quote,
        };
    }

    private static void AddBackwards(List<int> context, CodeLine line)
    {
        for (var i = line.Hashes.Length - 1; i >= 0 && context.Count < MostContext; i--)
        {
            context.Add(line.Hashes[i]);
        }
    }

    /// <summary>Different words that a text's names are made of, and how many of them the cursor's line has too.</summary>
    public (int All, int Shared) CountSubwords(ReadOnlySpan<char> text)
    {
        _subwords.Clear();
        AddSubwords(_subwords, text);
        var shared = 0;
        foreach (var word in _subwords)
        {
            shared += Subwords.Contains(word) ? 1 : 0;
        }

        return (_subwords.Count, shared);
    }

    /// <summary>Brackets opened less brackets closed outside quotes, and the quote that is left open.</summary>
    /// <param name="text">The text.</param>
    /// <param name="open">What was open before it.</param>
    /// <param name="quote">The quote that was open before it; \0 for none.</param>
    public static (int Open, char Quote) Balance(ReadOnlySpan<char> text, int open = 0, char quote = '\0')
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                i += c == '\\' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'' or '`')
            {
                quote = c;
            }
            else
            {
                open += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            }
        }

        return (open, quote);
    }

    // Words that names are made of, in lower case: maxRetryCount has three.
    private static void AddSubwords(HashSet<int> subwords, ReadOnlySpan<char> text)
    {
        Span<char> lower = stackalloc char[64];
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsLetter(text[i]))
            {
                i++;
                continue;
            }

            var start = i++;
            while (i < text.Length && char.IsLetter(text[i]) && (!char.IsUpper(text[i]) || char.IsUpper(text[i - 1])) && i - start < lower.Length)
            {
                i++;
            }

            if (i - start > 1)
            {
                text[start..i].ToLowerInvariant(lower);
                subwords.Add(CodeLine.Hash(lower[..(i - start)]));
            }
        }
    }

    private static (string? Text, int Indent) FindNextLine(SourceText text, int lineNumber)
    {
        for (var i = lineNumber + 1; i <= Math.Min(text.LineCount - 1, lineNumber + 5); i++)
        {
            var line = text.GetLine(i);
            if (line.Length > 0 && text.ToString(line.Start, Math.Min(line.Length, 400)) is var content && content.AsSpan().TrimStart() is { Length: > 0 } code)
            {
                return (code.TrimEnd().ToString(), content.Length - code.Length);
            }
        }

        return (null, 0);
    }
}
