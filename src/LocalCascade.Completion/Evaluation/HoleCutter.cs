using System.Text.RegularExpressions;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Syntax;

namespace LocalCascade.Completion.Evaluation;

/// <summary>Cuts holes into files by chance: file first, then the place, so that large files do not drown the others.</summary>
public static partial class HoleCutter
{
    /// <summary>The most lines of a block's body that is cut out.</summary>
    public const int MostBodyLines = 8;

    private const int LeastLine = 8;
    private const int LeastBodyLines = 2;
    private const int MostArguments = 120;

    // Most places that chance points at are blank, prose or a bracket; past this many for each hole there is no more to find.
    private const int TriesForEach = 300;

    private static readonly string[] NotCode = ["//", "#", "*", "/*", "\"\"\"", "'''", "{", "}", "\"", "'"];

    /// <summary>Cuts up to <paramref name="count"/> different holes; fewer where the files do not hold more.</summary>
    /// <param name="files">The files.</param>
    /// <param name="kind">What to cut out.</param>
    /// <param name="count">How many.</param>
    /// <param name="random">Chance; the same seed cuts the same holes.</param>
    public static IReadOnlyList<Hole> Cut(IReadOnlyList<CodeText> files, HoleKind kind, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(random);
        var holes = new List<Hole>();
        var known = new HashSet<(string, int)>();
        for (var tries = (long)count * TriesForEach; tries > 0 && holes.Count < count && files.Count > 0; tries--)
        {
            var file = files[random.Next(files.Count)];
            var hole = file.Text.Length == 0 ? null : kind switch
            {
                HoleKind.Block => TryCutBlock(file, random),
                HoleKind.Api => TryCutCall(file, random),
                _ => TryCutLine(file, random),
            };
            if (hole is not null && known.Add((file.Uri, hole.Offset)))
            {
                holes.Add(hole);
            }
        }

        return holes;
    }

    /// <summary>The rest of a line: in a third of the cases all of it, else from anywhere in it, within words too. Null where chance points at no code.</summary>
    public static Hole? TryCutLine(CodeText file, Random random)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(random);
        if (PickLine(file, random) is not { } line)
        {
            return null;
        }

        var (start, end) = line;
        var text = file.Text[start..end];
        var first = start + text.Length - text.TrimStart().Length;
        var fromStart = random.Next(3) == 0;
        var begin = fromStart ? first : random.Next(first + 1, start + text.TrimEnd().Length - 2);
        var expected = file.Text[begin..end];
        return string.IsNullOrWhiteSpace(expected) || SplitsPair(file.Text, begin) ? null : new(file, HoleKind.Line, begin, expected, fromStart);
    }

    /// <summary>The body of a block that a bracket or a colon opens, from its first character that is not white space to its last.</summary>
    public static Hole? TryCutBlock(CodeText file, Random random)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(random);
        if (FindLine(file.Text, random.Next(file.Text.Length)) is not { } opener)
        {
            return null;
        }

        var byIndentation = LanguageSyntax.Get(file.LanguageId).BlocksByIndentation;
        var head = file.Text.AsSpan(opener.Start, opener.End - opener.Start).TrimEnd();
        if (!(byIndentation ? head.EndsWith(":") : head.EndsWith("{")) || head.TrimStart().StartsWith("//") || head.TrimStart().StartsWith("#"))
        {
            return null;
        }

        var indent = IndentOf(head);
        var (lines, begin, end) = (0, -1, -1);
        var next = FindLine(file.Text, NextStart(file.Text, opener.End));
        for (; next is { } line; next = FindLine(file.Text, NextStart(file.Text, line.End)))
        {
            var text = file.Text.AsSpan(line.Start, line.End - line.Start);
            if (!text.IsWhiteSpace())
            {
                if (IndentOf(text) <= indent)
                {
                    break;
                }

                lines++;
                begin = begin < 0 ? line.Start + IndentOf(text) : begin;
                end = line.Start + text.TrimEnd().Length;
            }

            if (lines > MostBodyLines)
            {
                return null;
            }
        }

        // A block in brackets ends with the one that closes it; a body of prose is nobody's to complete.
        var closes = byIndentation || (next is { } last && file.Text.AsSpan(last.Start, last.End - last.Start).TrimStart().StartsWith("}"));
        return lines >= LeastBodyLines && closes && IsCode(file.Text.AsSpan(begin, end - begin)) && InCode(file, begin)
            ? new(file, HoleKind.Block, begin, file.Text[begin..end], true)
            : null;
    }

    /// <summary>A part of a call on one line: by turns of chance its arguments, or the member's name and its arguments with the bracket that ends them.</summary>
    public static Hole? TryCutCall(CodeText file, Random random)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(random);
        if (PickLine(file, random) is not { } line)
        {
            return null;
        }

        var text = file.Text[line.Start..line.End];
        var calls = Call().Matches(text);
        if (calls.Count == 0)
        {
            return null;
        }

        var call = calls[random.Next(calls.Count)];
        var open = call.Index + call.Length;
        var close = FindCloser(text, open);
        var wantsMember = random.Next(2) == 0;
        var (begin, end) = wantsMember ? (call.Index + 1, close + 1) : (open, close);
        return close < 0 || string.IsNullOrWhiteSpace(text[open..close]) || close - open > MostArguments || !InCode(file, line.Start + begin)
            ? null
            : new(file, HoleKind.Api, line.Start + begin, text[begin..end], false);
    }

    // A line of code. A file's last line counts only with its line break: whoever types there has more to add.
    private static (int Start, int End)? PickLine(CodeText file, Random random) =>
        FindLine(file.Text, random.Next(file.Text.Length)) is { } line && line.End < file.Text.Length
            && IsCode(file.Text.AsSpan(line.Start, line.End - line.Start)) && !IsInProse(file, line.Start) ? line : null;

    // The line that holds an offset, without its line break; null behind the text.
    private static (int Start, int End)? FindLine(string text, int at)
    {
        if (at >= text.Length)
        {
            return null;
        }

        var start = text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1;
        var end = start <= text.Length ? text.IndexOf('\n', Math.Max(at, start)) : -1;
        end = end < 0 ? text.Length : end;
        if (end > start && text[end - 1] == '\r')
        {
            end--;
        }

        return end < start ? null : (start, end);
    }

    private static int NextStart(string text, int end)
    {
        var next = text.IndexOf('\n', end);
        return next < 0 ? text.Length : next + 1;
    }

    private static bool IsCode(ReadOnlySpan<char> line)
    {
        var code = line.Trim();
        if (code.Length < LeastLine)
        {
            return false;
        }

        foreach (var mark in NotCode)
        {
            if (code.StartsWith(mark, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    // Prose: an odd count of triple quotes above, or a block comment that is not closed yet.
    private static bool IsInProse(CodeText file, int offset)
    {
        if (file.LanguageId != "python")
        {
            return offset > 0 && file.Text.LastIndexOf("/*", offset - 1, StringComparison.Ordinal) > file.Text.LastIndexOf("*/", offset - 1, StringComparison.Ordinal);
        }

        var count = 0;
        for (var at = 0; (at = file.Text.IndexOf("\"\"\"", at, StringComparison.Ordinal)) >= 0 && at < offset; at += 3)
        {
            count++;
        }

        return count % 2 == 1;
    }

    private static bool InCode(CodeText file, int offset)
    {
        var request = new CompletionRequest { Document = new(file.Uri, file.LanguageId, 1, SourceText.From(file.Text)), Offset = offset };
        return CursorSyntax.Analyze(request).AtCursor.InCode;
    }

    private static bool SplitsPair(string text, int offset) => char.IsLowSurrogate(text[offset]) && char.IsHighSurrogate(text[offset - 1]);

    private static int IndentOf(ReadOnlySpan<char> line) => line.Length - line.TrimStart(" \t").Length;

    // Where the bracket before an offset is closed on this line; -1 where it is not. Brackets in strings do not count.
    private static int FindCloser(string line, int from)
    {
        var depth = 1;
        var quote = '\0';
        for (var i = from; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != '\0')
            {
                i += c == '\\' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'' or '`')
            {
                quote = c;
            }
            else if (c is '(' or '[' or '{')
            {
                depth++;
            }
            else if (c is ')' or ']' or '}' && --depth == 0)
            {
                return c == ')' ? i : -1;
            }
        }

        return -1;
    }

    [GeneratedRegex(@"(?<=[\w\)\]])\.\w+\(", RegexOptions.CultureInvariant)]
    private static partial Regex Call();
}
