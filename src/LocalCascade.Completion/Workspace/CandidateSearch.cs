using System.Text;

namespace LocalCascade.Completion.Workspace;

/// <summary>Collects the places whose tokens agree with those before the cursor, and lets them vote on what follows.</summary>
internal sealed class CandidateSearch
{
    // In open files a place with hardly any agreement counts only this near to the cursor: there are thousands of them.
    private const int WeakMatch = 3;
    private const int LinesOfWeakMatches = 250;

    // The network looks at this many of the candidates that a quick linear score likes best.
    private const int MostRanked = 64;

    // Of how many candidates the line is ended early, and after how many tokens at most.
    private const int MostFinished = 12;
    private const int MostFinishedTokens = 10;

    private readonly PredictionQuery _query;
    private readonly int _longestMatch;
    private readonly Dictionary<string, Candidate> _candidates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Candidate>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly HashSet<(CodeFile File, int Line, int Token)> _visited = [];
    private int _votes;

    public CandidateSearch(PredictionQuery query, int longestMatch)
    {
        _query = query;
        _longestMatch = longestMatch;
        _byText = _candidates.GetAlternateLookup<ReadOnlySpan<char>>();
    }

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
    /// <param name="maxLines">The most lines of it.</param>
    /// <param name="without">How many of the best are left out, as if they had not been found.</param>
    public WorkspacePrediction? Choose(int maxLines, int without = 0)
    {
        var ranked = Rank();
        if (ranked.Count <= without)
        {
            return null;
        }

        ranked = without > 0 ? [.. ranked.Skip(without)] : ranked;
        var best = ranked[0].Candidate;
        Span<float> features = stackalloc float[PredictionFeatures.Count];
        PredictionFeatures.Fill(features, ranked, best.Features);
        return new(maxLines > 1 ? AddLines(best, maxLines) : best.Text, ConfidenceModel.Predict(features), best.File?.Name ?? "") { Level = best.InnermostLevel, IsExchanged = best.Exchanged is not null };
    }

    /// <summary>Different continuations, the best first; those that hardly could win are left out.</summary>
    public IReadOnlyList<RankedCandidate> Rank()
    {
        FinishBest();
        var totals = SearchTotals.Of(_candidates.Values, _votes);
        var chosen = _candidates.Values.OrderByDescending(candidate => candidate.IsComposed ? double.MaxValue : candidate.GroupScore(_query, _votes)).Take(MostRanked).ToList();
        var shares = SharesOf(chosen);
        var ranked = new List<RankedCandidate>(chosen.Count);
        for (var i = 0; i < chosen.Count; i++)
        {
            chosen[i].Features = new float[RankingFeatures.Count];
            RankingFeatures.Fill(chosen[i].Features, _query, chosen[i], totals, shares[i]);
            ranked.Add(new(chosen[i], CandidateRanking.Score(chosen[i].Features)));
        }

        ranked.Sort((a, b) => b.Score.CompareTo(a.Score));
        return ranked;
    }

    // Some tokens of the best candidates, then the line's own end.
    private void FinishBest()
    {
        if (_query.Finish is not { } finish)
        {
            return;
        }

        var typed = _query.Word.Length;
        foreach (var candidate in _candidates.Values.Where(c => !c.Best.IsFinished && c.File is not null).OrderByDescending(candidate => candidate.GroupScore(_query, _votes)).Take(MostFinished).ToArray())
        {
            var line = candidate.Tokens ??= new CodeLine(_query.Word + candidate.Text);
            var open = 0;
            for (var t = 0; t < Math.Min(line.Hashes.Length, MostFinishedTokens); t++)
            {
                var c = line.Text[line.Starts[t]];
                open += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
                if (open < 0)
                {
                    break;
                }

                if (open > 0 || t == 0 || !(CodeLine.IsWord(c) || c is ')' or ']' or '"' or '\'' or '}'))
                {
                    continue;
                }

                var end = line.EndOf(t);
                if (end <= typed)
                {
                    continue;
                }

                var text = string.Concat(line.Text.AsSpan(typed, end - typed), finish);
                if (text != candidate.Text)
                {
                    Add(text, candidate.Best with { IsFinished = true, FinishedTokens = t + 1, NextLine = false, RepeatsNext = false, Length = text.Length }, candidate.File!, candidate.Line);
                }
            }
        }
    }

    /// <summary>Considers lines that were composed token by token.</summary>
    public void AddComposed(IReadOnlyList<(string Text, double LogProbability)> composed)
    {
        foreach (var (text, logProbability) in composed)
        {
            if (!_candidates.TryGetValue(text, out var candidate))
            {
                _candidates[text] = candidate = new(text);
                _votes++;
                candidate.Add(new(0, 0, false, false, false, false, false, false, false, false, 0, false, false, text.Length), _query.ContextOnLine == 0, CodeLevel.Workspace, null, 0);
            }

            candidate.LogProbability = logProbability;
        }
    }

    // Of the quick score's odds: a candidate's own, and those of all that begin with its first token, and with its first two.
    private (double Own, double First, double Second)[] SharesOf(List<Candidate> candidates)
    {
        var odds = candidates.ConvertAll(candidate => Math.Exp(Math.Min(30, candidate.GroupScore(_query, _votes))));
        var total = odds.Sum();
        var firsts = new Dictionary<int, double>();
        var seconds = new Dictionary<int, double>();
        var keys = candidates.ConvertAll(candidate =>
        {
            var line = candidate.Tokens ??= new CodeLine(_query.Word + candidate.Text);
            var first = line.Hashes.Length > 0 ? line.Hashes[0] : 0;
            return (First: first, Second: NGramCounts.Row(first, line.Hashes.Length > 1 ? line.Hashes[1] : 0));
        });
        for (var i = 0; i < odds.Count; i++)
        {
            firsts[keys[i].First] = firsts.GetValueOrDefault(keys[i].First) + odds[i];
            seconds[keys[i].Second] = seconds.GetValueOrDefault(keys[i].Second) + odds[i];
        }

        return [.. keys.Select((key, i) => (odds[i] / total, firsts[key.First] / total, seconds[key.Second] / total))];
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

        // What is called there is rarely a value here.
        var rest = source.Text.Length - source.EndOf(token);
        var isCalled = rest > 0 && source.Text[^rest] == '(';

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
            Add(finished, features with { IsFinished = true, IsCalled = isCalled, NextLine = false, RepeatsNext = false, Length = finished.Length }, file, line);
        }
    }

    private void Add(ReadOnlySpan<char> text, in CandidateFeatures features, CodeFile file, int line, Substitution? exchanged = null)
    {
        if (!_byText.TryGetValue(text, out var candidate))
        {
            var key = text.ToString();
            _candidates[key] = candidate = new(key);
        }

        _votes++;
        candidate.Add(features, _query.ContextOnLine == 0, LevelOf(file, features), file, line, exchanged);
    }

    private CodeLevel LevelOf(CodeFile file, in CandidateFeatures features) =>
        features.SameFile ? CodeLevel.File : file.Text is not null ? CodeLevel.Edited : file.Folder == _query.Folder ? CodeLevel.Folder : CodeLevel.Workspace;

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

        if (_query.Word.Length > 0 && match >= 1)
        {
            AddParallelOfWord(file, line, source, substitution, match, sameFile);
        }

        if (match < 2 || substitution is null)
        {
            return;
        }

        AddParallel(file, line, source, substitution, match, sameFile);
    }

    // The word at the cursor is whole and stands where another word stands there: what follows that one follows here.
    private void AddParallelOfWord(CodeFile file, int line, CodeLine source, Substitution? substitution, int match, bool sameFile)
    {
        var word = _query.ContextOnLine;
        if (!CodeLine.IsWord(source.Text[source.Starts[word]]) || source.Token(word).SequenceEqual(_query.Word) || (word > 0 && HasSpaceBefore(source, word) != _query.SpaceBeforeWord))
        {
            return;
        }

        var withWord = substitution?.Copy() ?? new();
        if (!withWord.TryAdd(source.Token(word), _query.Word))
        {
            return;
        }

        var rest = source.Text.AsSpan(source.EndOf(word)).TrimEnd();
        if (rest.IsEmpty)
        {
            return;
        }

        var text = withWord.Apply(rest) is { } replaced ? replaced.AsSpan() : rest;
        Add(text, FeaturesOf(file, line, word, match, word, sameFile, isOpen: true, text.Length) with { IsSubstituted = true, IsWordExchanged = true }, file, line, withWord);
    }

    private static bool HasSpaceBefore(CodeLine line, int token) => line.Starts[token] > 0 && char.IsWhiteSpace(line.Text[line.Starts[token] - 1]);

    private void AddParallel(CodeFile file, int line, CodeLine source, Substitution substitution, int match, bool sameFile)
    {
        var onLine = _query.ContextOnLine;
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
        Add(text, FeaturesOf(file, line, onLine, match, onLine, sameFile, isOpen: true, text.Length) with { IsSubstituted = true }, file, line, substitution);
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

    // The lines behind the source's as long as they belong to its block and are not there already, indented as at the cursor and
    // with the same words exchanged.
    private string AddLines(Candidate winner, int maxLines)
    {
        if (winner.File is not { } file || winner.Best.IsFinished)
        {
            return winner.Text;
        }

        var lines = file.Lines;
        var sourceIndent = lines[winner.Line].Text.AsSpan(0, lines[winner.Line].Indent);
        var cursorIndent = _query.Before.AsSpan(0, Math.Min(_query.Indent, _query.Before.Length));
        var text = new StringBuilder(winner.Text);
        for (var i = winner.Line + 1; i < lines.Count && i < winner.Line + maxLines; i++)
        {
            var line = lines[i].Text.AsSpan().TrimEnd();
            if (line.IsEmpty)
            {
                text.Append('\n');
                continue;
            }

            if (!line.StartsWith(sourceIndent, StringComparison.Ordinal) || (winner.Best.SameFile && i == _query.Line))
            {
                break;
            }

            var rest = line[sourceIndent.Length..];
            rest = winner.Exchanged?.Apply(rest) is { } exchanged ? exchanged : rest;
            if (_query is { NextLine: { } next, NextIndentStep: 0 } && rest.SequenceEqual(next))
            {
                break;
            }

            text.Append('\n').Append(cursorIndent).Append(rest);
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
}
