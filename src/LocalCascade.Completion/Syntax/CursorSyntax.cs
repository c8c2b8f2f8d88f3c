using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Syntax;

/// <summary>What the code around a cursor looks like. Only a window is looked at, however long the document.</summary>
internal sealed class CursorSyntax
{
    private const int LinesBefore = 200;
    private const int LinesAfter = 60;
    private const int MostChars = 20_000;

    private CursorSyntax()
    {
    }

    public required LanguageSyntax Language { get; init; }

    /// <summary>The cursor's line up to the cursor.</summary>
    public required string Before { get; init; }

    /// <summary>The cursor's line from the cursor on, without its line break.</summary>
    public required string After { get; init; }

    /// <summary>The nearest line above that is not blank; null for none.</summary>
    public required string? PreviousLine { get; init; }

    /// <summary>The lines below, without their line breaks.</summary>
    public required IReadOnlyList<string> NextLines { get; init; }

    /// <summary>The state at the cursor; to be cloned before use.</summary>
    public required SyntaxScanner AtCursor { get; init; }

    /// <summary>Openers before the cursor that nothing behind it closes, by kind.</summary>
    public required IReadOnlyDictionary<char, int> NeedsClosing { get; init; }

    /// <summary>Closers behind the cursor that close nothing yet, by kind: a text may open what they close.</summary>
    public required IReadOnlyDictionary<char, int> WaitingClosers { get; init; }

    /// <summary>The document's line break.</summary>
    public required string LineBreak { get; init; }

    /// <summary>Columns of a tab.</summary>
    public required int TabSize { get; init; }

    /// <summary>Whether the document is indented by tabs; null when neither it nor the editor says.</summary>
    public required bool? IndentsByTabs { get; init; }

    public bool InString => AtCursor.String is not null;

    public bool InComment => AtCursor.InComment;

    /// <summary>The nearest line below that is not blank; null for none.</summary>
    public string? NextLine => NextLines.FirstOrDefault(line => !string.IsNullOrWhiteSpace(line));

    /// <summary>Whether the cursor's line is blank before the cursor.</summary>
    public bool OnBlankLine => string.IsNullOrWhiteSpace(Before);

    public static CursorSyntax Analyze(CompletionRequest request)
    {
        var (document, offset) = (request.Document, request.Offset);
        var text = document.Text;
        var lineNumber = text.GetLineOfOffset(offset);
        var line = text.GetLine(lineNumber);
        var language = LanguageSyntax.Get(document.LanguageId);

        var windowStart = Math.Max(text.GetLine(Math.Max(0, lineNumber - LinesBefore)).Start, offset - MostChars);
        var before = text.ToString(windowStart, offset - windowStart);
        var windowEnd = Math.Min(text.GetLine(Math.Min(text.LineCount - 1, lineNumber + LinesAfter)).End, offset + MostChars);
        var after = text.ToString(offset, windowEnd - offset);

        var atCursor = new SyntaxScanner(language);
        atCursor.Scan(before);
        var lineEnd = Math.Min(line.End, offset + MostChars);
        var (needs, waiting) = MatchBrackets(atCursor, after);
        var nextLines = ReadLines(text, lineNumber + 1, Math.Min(text.LineCount - 1, lineNumber + LinesAfter));
        return new()
        {
            Language = language,
            Before = text.ToString(Math.Max(line.Start, offset - MostChars), offset - Math.Max(line.Start, offset - MostChars)),
            After = text.ToString(offset, lineEnd - offset),
            PreviousLine = FindPreviousLine(text, lineNumber),
            NextLines = nextLines,
            AtCursor = atCursor,
            NeedsClosing = needs,
            WaitingClosers = waiting,
            LineBreak = before.Contains("\r\n", StringComparison.Ordinal) || after.Contains("\r\n", StringComparison.Ordinal) ? "\r\n"
                : before.Contains('\r', StringComparison.Ordinal) && !before.Contains('\n', StringComparison.Ordinal) ? "\r" : "\n",
            TabSize = request.TabSize ?? 4,
            IndentsByTabs = FindTabs(before + after, request),
        };
    }

    /// <summary>Columns of a line's leading white space.</summary>
    public int ColumnsOf(ReadOnlySpan<char> line)
    {
        var columns = 0;
        foreach (var c in line)
        {
            if (c == ' ')
            {
                columns++;
            }
            else if (c == '\t')
            {
                columns += TabSize - columns % TabSize;
            }
            else
            {
                break;
            }
        }

        return columns;
    }

    private static string? FindPreviousLine(SourceText text, int lineNumber)
    {
        for (var i = lineNumber - 1; i >= Math.Max(0, lineNumber - 20); i--)
        {
            var line = text.GetLine(i);
            if (line.Length is > 0 and <= 2000 && text.ToString(line.Start, line.Length) is var content && !string.IsNullOrWhiteSpace(content))
            {
                return content;
            }
        }

        return null;
    }

    private static List<string> ReadLines(SourceText text, int first, int last)
    {
        var lines = new List<string>();
        for (var i = first; i <= last; i++)
        {
            var line = text.GetLine(i);
            lines.Add(text.ToString(line.Start, Math.Min(line.Length, 2000)));
        }

        return lines;
    }

    private static (Dictionary<char, int> Needs, Dictionary<char, int> Waiting) MatchBrackets(SyntaxScanner atCursor, string after)
    {
        var waiting = new Dictionary<char, int>();
        var needs = new Dictionary<char, int>();
        foreach (var bracket in atCursor.Open)
        {
            var closer = SyntaxScanner.CloserOf(bracket.Opener);
            needs[closer] = needs.GetValueOrDefault(closer) + 1;
        }

        // From an empty stack, what the text behind the cursor closes shows as unmatched.
        var behind = atCursor.Clone(keepOpen: false);
        behind.Scan(after);
        foreach (var (closer, _) in behind.Unmatched)
        {
            if (needs.GetValueOrDefault(closer) > 0)
            {
                needs[closer]--;
            }
            else
            {
                waiting[closer] = waiting.GetValueOrDefault(closer) + 1;
            }
        }

        return (needs, waiting);
    }

    // The editor's word if it gave one; else what most indented lines in sight do.
    private static bool? FindTabs(string window, CompletionRequest request)
    {
        if (request.InsertSpaces is { } spaces)
        {
            return !spaces;
        }

        var (tabs, spaced) = (0, 0);
        foreach (var line in window.AsSpan().EnumerateLines())
        {
            tabs += line.StartsWith('\t') ? 1 : 0;
            spaced += line.StartsWith("  ") ? 1 : 0;
        }

        return tabs + spaced == 0 ? null : tabs > spaced;
    }
}
