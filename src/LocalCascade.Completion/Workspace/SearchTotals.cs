namespace LocalCascade.Completion.Workspace;

/// <summary>What all candidates of a search have together: a candidate is worth what sets it apart.</summary>
/// <param name="Votes">Places found.</param>
/// <param name="Candidates">Different texts.</param>
/// <param name="LongestMatch">The longest match of all.</param>
/// <param name="LongestPlain">The longest without a word exchanged.</param>
/// <param name="InFile">Places in the cursor's file.</param>
internal readonly record struct SearchTotals(int Votes, int Candidates, int LongestMatch, int LongestPlain, int InFile)
{
    public static SearchTotals Of(IReadOnlyCollection<Candidate> candidates, int votes)
    {
        var (match, plain, inFile) = (0, 0, 0);
        foreach (var candidate in candidates)
        {
            match = Math.Max(match, candidate.LongestMatch);
            plain = Math.Max(plain, candidate.PlainMatch);
            inFile += candidate.VotesAt(CodeLevel.File);
        }

        return new(votes, candidates.Count, match, plain, inFile);
    }
}
