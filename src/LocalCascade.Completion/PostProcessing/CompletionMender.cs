using System.Buffers;
using System.Text;
using LocalCascade.Completion.Syntax;

namespace LocalCascade.Completion.PostProcessing;

/// <summary>
/// Makes a source's raw text fit to stand at the cursor. Its rules, in order, each with the complaint that it answers, are
/// in docs/mending.md. The result is always a pure insertion at the cursor.
/// </summary>
internal static class CompletionMender
{
    private const int LeastUsefulChars = 2;

    private static readonly SearchValues<char> Punctuation = SearchValues.Create(")]}>;,:\"'`{ ");
    private static readonly SearchValues<char> Brackets = SearchValues.Create(")]}");
    private static readonly SearchValues<char> Closers = SearchValues.Create(")]};,");

    public static MendedCompletion Mend(CursorSyntax syntax, CompletionShape shape, string raw)
    {
        var text = raw.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        text = DropRepeatedSpace(syntax, text);
        var end = StopRule.FindEnd(syntax, shape, text);
        text = end >= 0 ? text[..end] : text;
        text = FitIndentation(syntax, text);
        text = DropLinesThatFollow(syntax, text);
        text = DropOverlapWithLine(syntax, text);
        var balanced = Balance(syntax, text);
        // Cut before a closer that stands behind the cursor, it may end with what stands before that one.
        text = balanced.Length < text.Length ? DropOverlapWithLine(syntax, balanced) : balanced;
        text = TrimLines(text);
        if (Refuse(syntax, text) is { } why)
        {
            return new("", new(NoCompletionKind.Filtered, why));
        }

        return new(syntax.LineBreak == "\n" ? text : text.Replace("\n", syntax.LineBreak, StringComparison.Ordinal), null);
    }

    // The indentation or the space before the cursor is there already.
    private static string DropRepeatedSpace(CursorSyntax syntax, string text) =>
        syntax.Before.Length > 0 && char.IsWhiteSpace(syntax.Before[^1]) ? text.TrimStart(' ', '\t') : text;

    // Tabs where the file has tabs, spaces where it has spaces.
    private static string FitIndentation(CursorSyntax syntax, string text)
    {
        if (syntax.IndentsByTabs is not { } tabs || !text.Contains('\n', StringComparison.Ordinal))
        {
            return text;
        }

        var lines = text.Split('\n');
        for (var i = 1; i < lines.Length; i++)
        {
            var code = lines[i].AsSpan().TrimStart(" \t");
            var indent = lines[i].AsSpan(0, lines[i].Length - code.Length);
            if (indent.Contains(tabs ? ' ' : '\t'))
            {
                var columns = syntax.ColumnsOf(indent);
                lines[i] = tabs
                    ? $"{new string('\t', columns / syntax.TabSize)}{new string(' ', columns % syntax.TabSize)}{code}"
                    : $"{new string(' ', columns)}{code}";
            }
        }

        return string.Join('\n', lines);
    }

    // Lines at the end that are the document's next lines.
    private static string DropLinesThatFollow(CursorSyntax syntax, string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal))
        {
            return text;
        }

        var lines = text.Split('\n');
        var next = syntax.NextLines.Select(line => line.Trim()).Where(line => line.Length > 0).Take(lines.Length).ToArray();
        for (var count = Math.Min(lines.Length - 1, next.Length); count > 0; count--)
        {
            if (lines[^count..].Select(line => line.Trim()).SequenceEqual(next[..count]) && WouldRepeat(syntax, text, next[..count]))
            {
                return string.Join('\n', lines[..^count]);
            }
        }

        return text;
    }

    // A lone closer below may well be another block's: it counts as repeated only if it closes nothing here.
    private static bool WouldRepeat(CursorSyntax syntax, string text, string[] lines) =>
        lines.Any(line => line.AsSpan().ContainsAnyExcept(Closers)) || HasSurplusCloser(syntax, text);

    // Whether the text closes what neither it nor, for want of a closer behind the cursor, the text before it opened.
    private static bool HasSurplusCloser(CursorSyntax syntax, string text)
    {
        var scanner = syntax.AtCursor.Clone(keepOpen: false);
        scanner.Scan(text);
        var needs = new Dictionary<char, int>(syntax.NeedsClosing);
        foreach (var (closer, _) in scanner.Unmatched)
        {
            if (needs.GetValueOrDefault(closer) == 0)
            {
                return true;
            }

            needs[closer]--;
        }

        return false;
    }

    // "x)" before ")" becomes "x"; "f(x)" does not, for its closer is its own.
    private static string DropOverlapWithLine(CursorSyntax syntax, string text)
    {
        var after = syntax.After.AsSpan().Trim();
        if (after.IsEmpty || text.Contains('\n', StringComparison.Ordinal))
        {
            return text;
        }

        var trimmed = text.AsSpan().TrimEnd();
        for (var length = Math.Min(after.Length, trimmed.Length); length > 0; length--)
        {
            var overlap = after[..length];
            if (trimmed.EndsWith(overlap, StringComparison.Ordinal) && (length >= 3 || !overlap.ContainsAnyExcept(Punctuation))
                && (!overlap.ContainsAny(Brackets) || overlap.ContainsAnyExcept(Punctuation) || HasSurplusCloser(syntax, text)))
            {
                return trimmed[..^length].ToString();
            }
        }

        return text;
    }

    /// <summary>
    /// No closer that closes nothing, and nothing left open that the text behind the cursor does not close: at the first
    /// surplus closer the text is cut; what it leaves open at its end is closed if it is a parenthesis, a bracket or a quote,
    /// and cut off if it is a brace, for that would need a block. What the user opened stays the user's to close.
    /// </summary>
    private static string Balance(CursorSyntax syntax, string text)
    {
        var scanner = syntax.AtCursor.Clone(keepOpen: false);
        scanner.Scan(text);
        var needs = new Dictionary<char, int>(syntax.NeedsClosing);
        foreach (var (closer, offset) in scanner.Unmatched)
        {
            if (needs.GetValueOrDefault(closer) == 0)
            {
                return Balance(syntax, text[..offset].TrimEnd());
            }

            needs[closer]--;
        }

        var behind = syntax.After.AsSpan().TrimStart();
        var closing = new StringBuilder();
        if (scanner.String is { } literal && !ReferenceEquals(scanner.String, syntax.AtCursor.String) && !literal.MultiLine && !behind.StartsWith(literal.Close))
        {
            closing.Append(literal.Close);
        }

        var waiting = new Dictionary<char, int>(syntax.WaitingClosers);
        for (var i = scanner.Open.Count - 1; i >= 0; i--)
        {
            var (opener, offset) = scanner.Open[i];
            var closer = SyntaxScanner.CloserOf(opener);
            if (closing.Length == 0 && waiting.GetValueOrDefault(closer) > 0)
            {
                waiting[closer]--;
                continue;
            }

            if (closing.Length == 0 && behind.Length > 0 && behind[0] == closer)
            {
                behind = behind[1..];
                continue;
            }

            if (opener == '{')
            {
                return Balance(syntax, text[..offset].TrimEnd());
            }

            closing.Append(closer);
        }

        return closing.Length == 0 ? text : text.TrimEnd() + closing;
    }

    private static string TrimLines(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal))
        {
            return text.TrimEnd();
        }

        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = lines[i].TrimEnd();
        }

        return string.Join('\n', lines).TrimEnd();
    }

    private static string? Refuse(CursorSyntax syntax, string text)
    {
        var code = text.AsSpan().Trim();
        if (code.IsEmpty)
        {
            return "Nothing but white space was left to show.";
        }

        if (code.Length < LeastUsefulChars)
        {
            return "Only one character was left to show.";
        }

        if (syntax.NextLine is { } next && (syntax.Before + text).AsSpan().Trim().SequenceEqual(next.AsSpan().Trim()))
        {
            return "It repeats the next line.";
        }

        if (syntax.OnBlankLine && syntax.PreviousLine is { } previous && code.Length > 3 && code.SequenceEqual(previous.AsSpan().Trim()))
        {
            return "It repeats the line above.";
        }

        return Repetition.EndsIn(text) ? "It repeats itself." : null;
    }
}
