using System.Text;

namespace LocalCascade.Completion.Workspace;

/// <summary>Collects the places whose tokens agree with those before the cursor, and lets them vote on what follows.</summary>
internal sealed class CandidateSearch
{
    // In open files a place with hardly any agreement counts only this near to the cursor: there are thousands of them.
    private const int WeakMatch = 3;
    private const int LinesOfWeakMatches = 250;

    private readonly PredictionQuery _query;
    private readonly int _longestMatch;
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Group>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly HashSet<(CodeFile File, int Line, int Token)> _visited = [];
    private int _votes;

    public CandidateSearch(PredictionQuery query, int longestMatch)
    {
        _query = query;
        _longestMatch = longestMatch;
        _byText = _groups.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Different continuations with their features, for fitting <see cref="CandidateRanking"/>.</summary>
    public IEnumerable<(string Text, double[] Features)> Candidates => _groups.Select(pair => (pair.Key, VectorOf(pair.Value)));

    /// <summary>Considers the places of an open file: those that begin with the word at the cursor, or whose last token agrees.</summary>
    public void Scan(CodeFile file, bool sameFile, int firstLine, int endLine)
    {
        var last = _query.Context.Count > 0 ? _query.Context[0] : CodeLine.LineBreak;
        for (var l = Math.Max(0, firstLine); l < Math.Min(file.Lines.Count, endLine); l++)
        {
            var line = file.Lines[l];
            var hashes = line.Hashes;
            if (hashes.Length == 0)
            {
                continue;
            }

            if (_query.Word.Length > 0)
            {
                for (var t = 0; t < hashes.Length; t++)
                {
                    if (line.Text[line.Starts[t]] == _query.Word[0])
                    {
                        Consider(file, l, t, sameFile, isOpen: true, leastMatch: _query.Word.Length > 1 ? 0 : 2);
                    }
                }
            }
            else if (last == CodeLine.LineBreak)
            {
                Consider(file, l, 0, sameFile, isOpen: true, leastMatch: 2);
            }
            else
            {
                var from = 0;
                while (hashes.AsSpan(from).IndexOf(last) is var found && found >= 0)
                {
                    from += found + 1;
                    Consider(file, l, from, sameFile, isOpen: true, leastMatch: 1);
                }
            }
        }
    }

    /// <summary>
    /// Considers the lines of an open file that are like the cursor's but for a word or two, and what they say with those
    /// words exchanged. The lines above tell which, as well as what is on the line already.
    /// </summary>
    public void ScanParallels(CodeFile file, bool sameFile, int firstLine, int endLine)
    {
        if (file.LanguageId != _query.LanguageId)
        {
            return;
        }

        var above = -1;
        for (var l = Math.Max(0, firstLine); l < Math.Min(file.Lines.Count, endLine); l++)
        {
            if (file.Lines[l].Hashes.Length == 0)
            {
                continue;
            }

            if (!sameFile || l != _query.Line)
            {
                ConsiderParallel(file, l, sameFile && above == _query.Line ? -1 : above, sameFile);
            }

            above = l;
        }
    }

    /// <summary>Considers what follows one token of a line; behind the last token stands the line's break.</summary>
    public void ConsiderBehind(CodeFile file, int line, int token, int leastMatch)
    {
        if (!_visited.Add((file, line, token)))
        {
            return;
        }

        if (token == file.Lines[line].Hashes.Length)
        {
            Consider(file, NextCodeLine(file, line + 1), 0, sameFile: false, isOpen: false, leastMatch);
        }
        else
        {
            Consider(file, line, token + 1, sameFile: false, isOpen: false, leastMatch);
        }
    }

    /// <summary>The winner; null when nothing was found.</summary>
    public WorkspacePrediction? Choose(int maxLines)
    {
        string? best = null;
        Group? winner = null;
        var (first, second, total) = (double.NegativeInfinity, double.NegativeInfinity, 0.0);
        Span<double> vector = stackalloc double[CandidateFeatures.Count];
        foreach (var (text, group) in _groups)
        {
            group.Features.Fill(vector, _query.ContextOnLine == 0, group.Votes, _votes);
            var score = CandidateRanking.Score(vector);
            total += Math.Exp(score);
            if (score > first)
            {
                (best, winner, first, second) = (text, group, score, first);
            }
            else if (score > second)
            {
                second = score;
            }
        }

        if (best is null || winner is null)
        {
            return null;
        }

        var features = new PredictionFeatures(
            winner.Features,
            double.IsNegativeInfinity(second) ? 10 : first - second,
            Math.Exp(first) / total,
            winner.Votes,
            (double)winner.Votes / _votes,
            _query.Word.Length,
            _query.ContextOnLine);
        return new(maxLines > 1 ? AddLines(best, winner, maxLines) : best, ConfidenceModel.Predict(features), features, winner.File.Name);
    }

    private void Consider(CodeFile file, int line, int token, bool sameFile, bool isOpen, int leastMatch)
    {
        if (line >= file.Lines.Count || (sameFile && line == _query.Line) || file.LanguageId != _query.LanguageId)
        {
            return;
        }

        var source = file.Lines[line];
        var text = Continuation(source, token);
        if (text.IsEmpty)
        {
            return;
        }

        var (match, onLine) = CountMatch(file, line, token - 1, sameFile);
        if (match < leastMatch || (isOpen && match < WeakMatch && Math.Abs(line - _query.Line) > LinesOfWeakMatches))
        {
            return;
        }

        var features = FeaturesOf(file, line, token, match, onLine, sameFile, isOpen, text.Length);
        Add(text, features, file, line);
        AddFinished(source, token, text, features, file, line);
    }

    // One word from there, then the line's own end.
    private void AddFinished(CodeLine source, int token, ReadOnlySpan<char> text, CandidateFeatures features, CodeFile file, int line)
    {
        if (_query.Finish is not { } finish || token >= source.Starts.Length || !CodeLine.IsWord(source.Text[source.Starts[token]]))
        {
            return;
        }

        // What is called there is not a value here.
        var rest = source.Text.Length - source.EndOf(token);
        if (rest > 0 && source.Text[^rest] == '(')
        {
            return;
        }

        var length = source.Text.AsSpan().TrimEnd().Length - source.EndOf(token);
        var word = text[..(text.Length - Math.Min(length, rest))];
        if (word.Length + finish.Length == 0)
        {
            return;
        }

        Span<char> finished = stackalloc char[word.Length + finish.Length];
        word.CopyTo(finished);
        finish.CopyTo(finished[word.Length..]);
        if (!text.SequenceEqual(finished))
        {
            Add(finished, features with { IsFinished = true, NextLine = false, RepeatsNext = false, Length = finished.Length }, file, line);
        }
    }

    private void Add(ReadOnlySpan<char> text, CandidateFeatures features, CodeFile file, int line)
    {
        Span<double> vector = stackalloc double[CandidateFeatures.Count];
        features.Fill(vector, _query.ContextOnLine == 0, 1, 1);
        var score = CandidateRanking.Score(vector);
        _votes++;
        if (!_byText.TryGetValue(text, out var group))
        {
            _byText[text] = group = new(file);
        }

        group.Votes++;
        if (score > group.Score)
        {
            (group.Score, group.Features, group.File, group.Line) = (score, features, file, line);
        }
    }

    private void ConsiderParallel(CodeFile file, int line, int above, bool sameFile)
    {
        var source = file.Lines[line];
        var onLine = _query.ContextOnLine;
        if (source.Hashes.Length <= onLine)
        {
            return;
        }

        Substitution? substitution = null;
        if (!AreParallel(source, _query.OnLine, onLine, ref substitution))
        {
            return;
        }

        // A line above with other words is no reason against the line itself.
        var match = onLine;
        if (above >= 0 && _query.Above is { } queryAbove && file.Lines[above] is var sourceAbove && sourceAbove.Hashes.Length == queryAbove.Hashes.Length)
        {
            var withAbove = substitution?.Copy();
            if (AreParallel(sourceAbove, queryAbove, queryAbove.Hashes.Length, ref withAbove))
            {
                substitution = withAbove;
                match += 1 + queryAbove.Hashes.Length;
            }
        }

        if (match < 2 || substitution is null)
        {
            return;
        }

        var start = onLine == 0 ? source.Indent : source.EndOf(onLine - 1);
        var rest = source.Text.AsSpan(start).TrimEnd();
        var hasSpace = rest.Length > 0 && char.IsWhiteSpace(rest[0]);
        if (substitution.Apply(rest) is not { } replaced || (onLine > 0 && _query.Word.Length > 0 && hasSpace != _query.SpaceBeforeWord))
        {
            return;
        }

        var text = _query.SpaceBeforeWord || _query.Word.Length > 0 ? replaced.AsSpan().TrimStart() : replaced.AsSpan();
        if (!text.StartsWith(_query.Word, StringComparison.Ordinal) || text.Length == _query.Word.Length)
        {
            return;
        }

        text = text[_query.Word.Length..];
        Add(text, FeaturesOf(file, line, onLine, match, onLine, sameFile, isOpen: true, text.Length) with { IsSubstituted = true }, file, line);
    }

    // Whether the first tokens of two lines agree but for words that one substitution explains.
    private static bool AreParallel(CodeLine source, CodeLine target, int tokens, ref Substitution? substitution)
    {
        for (var t = 0; t < tokens; t++)
        {
            if (source.Hashes[t] != target.Hashes[t] && (!CodeLine.IsWord(source.Text[source.Starts[t]]) || !CodeLine.IsWord(target.Text[target.Starts[t]])))
            {
                return false;
            }
        }

        for (var t = 0; t < tokens; t++)
        {
            if (source.Hashes[t] != target.Hashes[t] && !(substitution ??= new()).TryAdd(source.Token(t), target.Token(t)))
            {
                return false;
            }
        }

        return true;
    }

    private CandidateFeatures FeaturesOf(CodeFile file, int line, int token, int match, int onLine, bool sameFile, bool isOpen, int length)
    {
        var source = file.Lines[line];
        var next = NextCodeLine(file, line + 1);
        var above = PreviousCodeLine(file, line - 1);
        var step = above < 0 ? 0 : Math.Sign(source.Indent - file.Lines[above].Indent);
        return new(
            match,
            onLine,
            WholeLine: onLine == token && token == _query.ContextOnLine,
            sameFile,
            SameFolder: !sameFile && file.Folder == _query.Folder,
            isOpen,
            NextLine: _query.NextLine is { } expected && next < file.Lines.Count && file.Lines[next].Trimmed.SequenceEqual(expected),
            RepeatsNext: _query.NextLine is { } already && source.Trimmed.SequenceEqual(already),
            IndentStep: step == _query.IndentStep,
            SameIndent: source.Indent == _query.Indent,
            Distance: sameFile ? Math.Abs(line - _query.Line) : 0,
            IsSubstituted: false,
            IsFinished: false,
            length);
    }

    // The rest of the line from the cursor on, if the word at the cursor agrees.
    private ReadOnlySpan<char> Continuation(CodeLine source, int token)
    {
        var start = token == 0 ? source.Indent : source.EndOf(token - 1);
        var at = token < source.Starts.Length ? source.Starts[token] : source.Text.Length;
        if (_query.Word.Length > 0)
        {
            var word = source.Text.AsSpan(at);
            return word.StartsWith(_query.Word, StringComparison.Ordinal) && at > start == _query.SpaceBeforeWord ? word[_query.Word.Length..].TrimEnd() : [];
        }

        // Behind a space the candidate's own space is not repeated; one without any is another habit, but still right.
        return source.Text.AsSpan(_query.SpaceBeforeWord || _query.ContextOnLine == 0 ? at : start).TrimEnd();
    }

    private (int Match, int OnLine) CountMatch(CodeFile file, int line, int token, bool sameFile)
    {
        if (token < 0)
        {
            line = PreviousCodeLine(file, line - 1);
            token = line >= 0 ? file.Lines[line].Hashes.Length : 0;
        }

        var (count, onLine) = (0, 0);
        foreach (var expected in _query.Context)
        {
            if (count == _longestMatch || line < 0 || (sameFile && line == _query.Line))
            {
                break;
            }

            var hashes = file.Lines[line].Hashes;
            if ((token == hashes.Length ? CodeLine.LineBreak : hashes[token]) != expected)
            {
                break;
            }

            if (++count <= _query.ContextOnLine)
            {
                onLine = count;
            }

            if (--token < 0)
            {
                line = PreviousCodeLine(file, line - 1);
                token = line >= 0 ? file.Lines[line].Hashes.Length : 0;
            }
        }

        return (count, onLine);
    }

    private double[] VectorOf(Group group)
    {
        var vector = new double[CandidateFeatures.Count];
        group.Features.Fill(vector, _query.ContextOnLine == 0, group.Votes, _votes);
        return vector;
    }

    // The lines behind the source's as long as they belong to its block, indented as at the cursor.
    private string AddLines(string first, Group winner, int maxLines)
    {
        var lines = winner.File.Lines;
        var sourceIndent = lines[winner.Line].Text.AsSpan(0, lines[winner.Line].Indent);
        var cursorIndent = _query.Before.AsSpan(0, Math.Min(_query.Indent, _query.Before.Length));
        var text = new StringBuilder(first);
        for (var i = winner.Line + 1; i < lines.Count && i < winner.Line + maxLines; i++)
        {
            var line = lines[i].Text.AsSpan().TrimEnd();
            if (line.IsEmpty)
            {
                text.Append('\n');
                continue;
            }

            if (!line.StartsWith(sourceIndent, StringComparison.Ordinal) || (winner.Features.SameFile && i == _query.Line))
            {
                break;
            }

            text.Append('\n').Append(cursorIndent).Append(line[sourceIndent.Length..]);
        }

        return text.ToString().TrimEnd();
    }

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

    private sealed class Group(CodeFile file)
    {
        public double Score { get; set; } = double.NegativeInfinity;

        public int Votes { get; set; }

        public CandidateFeatures Features { get; set; }

        public CodeFile File { get; set; } = file;

        public int Line { get; set; }
    }
}
