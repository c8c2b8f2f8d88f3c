using System.Text;

namespace LocalCascade.Completion.Workspace;

/// <summary>Collects the places whose tokens agree with those before the cursor, and lets them vote on what follows.</summary>
internal sealed class CandidateSearch(PredictionQuery query, int longestMatch)
{
    // What a candidate is worth beyond each token that agrees.
    private const double SameFileBonus = 1.5;
    private const double SameFolderBonus = 0.7;
    private const double OpenBonus = 0.5;
    private const double NextLineBonus = 3;
    private const double VoteBonus = 0.8;

    private const int LeastOnLine = 1;

    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private int _votes;

    /// <summary>Considers every place of an open file whose last token agrees.</summary>
    public void Scan(CodeFile file, bool sameFile)
    {
        var last = query.Context[0];
        var before = query.Context.Count > 1 ? query.Context[1] : CodeLine.LineBreak;
        for (var l = 0; l < file.Lines.Count; l++)
        {
            var hashes = file.Lines[l].Hashes;
            if (last == CodeLine.LineBreak)
            {
                if (hashes.Length > 0 && hashes[^1] == before)
                {
                    Consider(file, l, hashes.Length, sameFile, isOpen: true);
                }

                continue;
            }

            var from = 0;
            while (hashes.AsSpan(from).IndexOf(last) is var found && found >= 0)
            {
                Consider(file, l, from + found, sameFile, isOpen: true);
                from += found + 1;
            }
        }
    }

    /// <summary>Considers one place: token <paramref name="token"/> of a line agrees with the last before the cursor; one past the line's tokens is its break.</summary>
    public void Consider(CodeFile file, int line, int token, bool sameFile, bool isOpen)
    {
        // What follows the token is on this line, or behind its break on the next line that is not blank.
        var (atLine, atToken) = (line, token + 1);
        if (token == file.Lines[line].Hashes.Length)
        {
            atLine = NextCodeLine(file, line + 1);
            atToken = 0;
        }

        if (atLine >= file.Lines.Count || (sameFile && atLine == query.Line))
        {
            return;
        }

        var source = file.Lines[atLine];
        var start = source.EndOf(atToken - 1);
        if (Continuation(source, atToken, start) is not { Length: > 0 } text)
        {
            return;
        }

        var match = CountMatch(file, line, token, sameFile);
        if (match < 2 || (query.ContextOnLine > 0 && match < LeastOnLine))
        {
            return;
        }

        var nextLine = query.NextLine is { } next && NextCodeLine(file, atLine + 1) is var following && following < file.Lines.Count
            && file.Lines[following].Text.AsSpan().Trim().SequenceEqual(next);
        var score = match + (sameFile ? SameFileBonus : file.Folder == query.Folder ? SameFolderBonus : 0) + (isOpen ? OpenBonus : 0) + (nextLine ? NextLineBonus : 0);
        _votes++;
        if (!_groups.TryGetValue(text, out var group))
        {
            _groups[text] = group = new();
        }

        group.Votes++;
        if (score > group.Score || (score == group.Score && sameFile && Math.Abs(atLine - query.Line) < Math.Abs(group.Line - query.Line)))
        {
            (group.Score, group.Match, group.NextLine, group.SameFile, group.File, group.Line) = (score, match, nextLine, sameFile, file, atLine);
        }
    }

    /// <summary>The winner; null when nothing was found.</summary>
    public WorkspacePrediction? Choose(int maxLines)
    {
        string? best = null;
        var (first, second) = (double.NegativeInfinity, double.NegativeInfinity);
        foreach (var (text, group) in _groups)
        {
            var score = group.Score + VoteBonus * Math.Log2(group.Votes);
            if (score > first)
            {
                (best, first, second) = (text, score, first);
            }
            else if (score > second)
            {
                second = score;
            }
        }

        if (best is null)
        {
            return null;
        }

        var winner = _groups[best];
        var features = new PredictionFeatures(
            winner.Match,
            double.IsNegativeInfinity(second) ? 10 : first - second,
            (double)winner.Votes / _votes,
            winner.NextLine,
            winner.SameFile,
            query.Word.Length,
            best.Length,
            Math.Min(winner.Match, query.ContextOnLine));
        return new(maxLines > 1 ? AddLines(best, winner, maxLines) : best, ConfidenceModel.Predict(features), features, winner.File!.Name);
    }

    // The rest of the line from the cursor on, if the word at the cursor agrees.
    private string? Continuation(CodeLine source, int token, int start)
    {
        var rest = source.Text.AsSpan(start);
        if (query.Word.Length > 0)
        {
            if (token >= source.Starts.Length)
            {
                return null;
            }

            var word = source.Text.AsSpan(source.Starts[token]);
            return word.StartsWith(query.Word, StringComparison.Ordinal) && IsSpaceAlike(source.Text.AsSpan(start, source.Starts[token] - start))
                ? word[query.Word.Length..].TrimEnd().ToString()
                : null;
        }

        var behindSpace = query.Before.Length > 0 && char.IsWhiteSpace(query.Before[^1]);
        if (behindSpace || query.ContextOnLine == 0)
        {
            rest = rest.TrimStart();
        }

        return rest.TrimEnd().ToString();
    }

    // "a .b" and "a.b" are two habits: what separates the word from the token before it has to be there or not in both.
    private bool IsSpaceAlike(ReadOnlySpan<char> separator)
    {
        var at = query.Before.Length - query.Word.Length;
        return query.ContextOnLine == 0 || (separator.Length > 0) == (at > 0 && char.IsWhiteSpace(query.Before[at - 1]));
    }

    private int CountMatch(CodeFile file, int line, int token, bool sameFile)
    {
        var count = 0;
        foreach (var expected in query.Context)
        {
            if (count == longestMatch || line < 0)
            {
                break;
            }

            var hashes = file.Lines[line].Hashes;
            var actual = token == hashes.Length ? CodeLine.LineBreak : hashes[token];
            if (actual != expected || (sameFile && line == query.Line))
            {
                break;
            }

            count++;
            if (--token < 0)
            {
                line = PreviousCodeLine(file, line - 1);
                token = line >= 0 ? file.Lines[line].Hashes.Length : 0;
            }
        }

        return count;
    }

    // The lines behind the source's as long as they belong to its block, indented as at the cursor.
    private string AddLines(string first, Group winner, int maxLines)
    {
        var lines = winner.File!.Lines;
        var sourceIndent = IndentOf(lines[winner.Line].Text);
        var cursorIndent = IndentOf(query.Before);
        var text = new StringBuilder(first);
        for (var i = winner.Line + 1; i < lines.Count && i < winner.Line + maxLines; i++)
        {
            var line = lines[i].Text.AsSpan().TrimEnd();
            if (line.IsEmpty)
            {
                text.Append('\n');
                continue;
            }

            if (!line.StartsWith(sourceIndent, StringComparison.Ordinal) || (winner.SameFile && i == query.Line))
            {
                break;
            }

            text.Append('\n').Append(cursorIndent).Append(line[sourceIndent.Length..]);
        }

        return text.ToString().TrimEnd();
    }

    private static ReadOnlySpan<char> IndentOf(string line) => line.AsSpan(0, line.Length - line.AsSpan().TrimStart().Length);

    private static int NextCodeLine(CodeFile file, int line)
    {
        while (line < file.Lines.Count && file.Lines[line].Hashes.Length == 0)
        {
            line++;
        }

        return line;
    }

    private static int PreviousCodeLine(CodeFile file, int line)
    {
        while (line >= 0 && file.Lines[line].Hashes.Length == 0)
        {
            line--;
        }

        return line;
    }

    private sealed class Group
    {
        public double Score { get; set; } = double.NegativeInfinity;

        public int Votes { get; set; }

        public int Match { get; set; }

        public bool NextLine { get; set; }

        public bool SameFile { get; set; }

        public CodeFile? File { get; set; }

        public int Line { get; set; }
    }
}
