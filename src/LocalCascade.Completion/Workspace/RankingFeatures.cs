namespace LocalCascade.Completion.Workspace;

/// <summary>
/// What the ranking looks at: of the best place, of the places of each nested cache, of the text itself in the cursor's
/// surroundings, and of the cursor, which tells how much each of the others means.
/// </summary>
internal static class RankingFeatures
{
    /// <summary>Count of numbers that <see cref="Fill"/> writes.</summary>
    public const int Count = CandidateFeatures.Count + OfPlaces + OfText + OfCursor;

    private const int OfPlaces = (2 * Candidate.Levels) + 17;
    private const int OfText = 36;
    private const int OfCursor = 20;

    /// <summary>Writes the features, each roughly -2 to 2.</summary>
    public static void Fill(Span<float> vector, PredictionQuery query, Candidate candidate, in SearchTotals totals, (double Own, double First, double Second) shares)
    {
        Span<double> place = stackalloc double[CandidateFeatures.Count];
        candidate.Best.Fill(place, query.ContextOnLine == 0, candidate.Votes, totals.Votes);
        for (var i = 0; i < place.Length; i++)
        {
            vector[i] = (float)place[i];
        }

        FillPlaces(vector[CandidateFeatures.Count..], candidate, totals);
        FillText(vector[(CandidateFeatures.Count + OfPlaces)..], query, candidate, shares);
        FillCursor(vector[(CandidateFeatures.Count + OfPlaces + OfText)..], query, totals);
    }

    private static void FillPlaces(Span<float> v, Candidate c, in SearchTotals totals)
    {
        const int L = Candidate.Levels;
        for (var level = 0; level < L; level++)
        {
            v[level] = Log(c.VotesAt((CodeLevel)level)) / 3;
            v[L + level] = Log(c.MatchAt((CodeLevel)level)) / 4;
        }

        v = v[(2 * L)..];
        v[0] = c.VotesAt(CodeLevel.File) / (totals.InFile + 1f);
        v[1] = Log(c.PlainMatch) / 4;
        v[2] = c.PlainMatch == totals.LongestPlain ? 1 : 0;
        v[3] = Log(totals.LongestPlain - c.PlainMatch) / 4;
        v[4] = c.LongestMatch == totals.LongestMatch ? 1 : 0;
        v[5] = Log(totals.LongestMatch - c.LongestMatch) / 4;
        v[6] = Log(c.PlainVotes) / 3;
        v[7] = c.PlainVotes / (float)totals.Votes;
        v[8] = c.AnyNextLine ? 1 : 0;
        v[9] = c.Nearest == int.MaxValue ? 0 : 1 / (1 + (c.Nearest / 10f));
        v[10] = c.Best.IsWordExchanged ? 1 : 0;
        v[11] = c.Best.IsCalled ? 1 : 0;
        v[12] = Log(c.Best.FinishedTokens) / 3;
        v[13] = c.FinishedVotes / (float)c.Votes;
        v[14] = c.IsComposedOnly ? 1 : 0;
        v[15] = (float)Math.Max(c.LogProbability, -10) / 5;
        v[16] = c.IsComposed ? 0 : 1;
    }

    private static void FillText(Span<float> v, PredictionQuery query, Candidate candidate, (double Own, double First, double Second) shares)
    {
        v[..OfText].Clear();
        var text = candidate.Text;
        var line = candidate.Tokens ??= new CodeLine(query.Word + text);
        var tokens = line.Hashes;
        var (names, known, near, below, needed) = (0, 0, 0, 0, 0);
        var (sum, least, first) = (0.0, 0.0, 0.0);
        var last = query.Context.Count > 0 ? query.Context[0] : CodeLine.LineBreak;
        var before = last == CodeLine.LineBreak || query.Context.Count < 2 ? CodeLine.LineBreak : query.Context[1];
        for (var t = 0; t <= tokens.Length; t++)
        {
            var token = t == tokens.Length ? CodeLine.LineBreak : tokens[t];
            if (query.Counts is { } counts)
            {
                var nats = Math.Log(counts.Probability(before, last, token));
                sum += nats;
                least = Math.Min(least, nats);
                first = t == 0 ? nats : first;
            }

            if (t < tokens.Length && CodeLine.IsWord(line.Text[line.Starts[t]]) && !char.IsAsciiDigit(line.Text[line.Starts[t]]))
            {
                names++;
                known += query.Counts?.Contains(token) == true ? 1 : 0;
                var isNear = query.Nearby.Contains(token);
                var isBelow = query.Below.Contains(token);
                near += isNear ? 1 : 0;
                below += isBelow ? 1 : 0;
                needed += isBelow && !isNear ? 1 : 0;
            }

            (before, last) = (last, token);
        }

        v[0] = (float)(sum / 20);
        v[1] = (float)(sum / (tokens.Length + 1) / 5);
        v[2] = (float)(least / 8);
        v[3] = (float)(first / 8);
        v[4] = names == 0 ? 1 : known / (float)names;
        v[5] = names == 0 ? 1 : near / (float)names;
        v[6] = Log(names - known) / 2;
        v[7] = Log(names) / 3;
        v[8] = Log(tokens.Length) / 4;
        var (open, quote) = PredictionQuery.Balance(text, query.OpenBrackets, query.Quote);
        v[9] = Math.Clamp(open, -2, 2) / 2f;
        v[10] = quote != '\0' ? 1 : 0;
        v[11] = open == 0 ? 1 : 0;
        var end = text.AsSpan().TrimEnd();
        var mark = end.IsEmpty ? ' ' : end[^1];
        v[12] = mark == ';' ? 1 : 0;
        v[13] = mark == ':' ? 1 : 0;
        v[14] = mark == '{' ? 1 : 0;
        v[15] = mark is ')' or ']' ? 1 : 0;
        v[16] = mark == '}' ? 1 : 0;
        v[17] = mark == ',' ? 1 : 0;
        v[18] = mark is '(' or '[' ? 1 : 0;
        v[19] = CodeLine.IsWord(mark) ? 1 : 0;
        v[20] = end.StartsWith('(') || end.StartsWith('.') ? 1 : 0;
        v[21] = query.Above is { } above && EqualsTrimmed(above.Trimmed, query.Before, text) ? 1 : 0;
        v[22] = end.Contains('"') || end.Contains('\'') ? 1 : 0;
        v[23] = end.Contains(' ') ? 0 : 1;
        v[24] = names > 0 && known < names && candidate.Best.IsSubstituted ? 1 : 0;
        var (words, shared) = query.CountSubwords(text);
        v[26] = names == 0 ? 0 : below / (float)names;
        v[27] = Log(needed) / 2;
        v[28] = Log(shared) / 2;
        v[29] = words == 0 ? 0 : shared / (float)words;
        v[30] = tokens.Length > 0 && query.Below.Contains(tokens[^1]) ? 1 : 0;
        v[31] = (float)shares.First;
        v[32] = (float)shares.Second;
        v[33] = (float)Math.Log(shares.First + 1e-4) / 4;
        v[34] = (float)Math.Log(shares.Second + 1e-4) / 4;
        v[35] = (float)Math.Log(shares.Own + 1e-4) / 4;
        v[25] = query.Finish is { } finish && end.EndsWith(finish, StringComparison.Ordinal) ? 1 : 0;
    }

    private static void FillCursor(Span<float> v, PredictionQuery query, in SearchTotals totals)
    {
        v[..OfCursor].Clear();
        v[0] = query.ContextOnLine == 0 && query.Word.Length == 0 ? 1 : 0;
        v[1] = Math.Min(query.Word.Length, 8) / 8f;
        v[2] = query.Word.Length > 0 ? 1 : 0;
        v[3] = Math.Min(query.ContextOnLine, 12) / 12f;
        v[4] = query.NextLine is null ? 1 : 0;
        v[5] = query.NextIndentStep < 0 ? 1 : 0;
        v[6] = query.NextIndentStep > 0 ? 1 : 0;
        v[7] = query.NextLine is ['{', ..] ? 1 : 0;
        v[8] = query.NextLine is ['}' or ')' or ']', ..] ? 1 : 0;
        v[9] = Math.Clamp(query.OpenBrackets, -2, 2) / 2f;
        v[10] = query.Quote != '\0' ? 1 : 0;
        v[11] = query.IndentStep / 2f;
        v[12] = query.SpaceBeforeWord ? 1 : 0;
        v[13] = Log(totals.Candidates) / 6;
        v[14] = Log(totals.LongestPlain) / 4;
        v[15] = query.LanguageId == "python" ? 1 : 0;
        v[16] = query.LanguageId == "csharp" ? 1 : 0;
        v[17] = query.LanguageId is "typescript" or "javascript" or "typescriptreact" or "javascriptreact" ? 1 : 0;
        v[18] = query.LanguageId == "go" ? 1 : 0;
        v[19] = query.Finish is null ? 1 : 0;
    }

    private static bool EqualsTrimmed(ReadOnlySpan<char> line, string before, string text)
    {
        var head = before.AsSpan().TrimStart();
        return line.Length == head.Length + text.Length && line.StartsWith(head, StringComparison.Ordinal) && line.EndsWith(text, StringComparison.Ordinal);
    }

    private static float Log(int count) => MathF.Log2(1 + Math.Max(0, count));
}
