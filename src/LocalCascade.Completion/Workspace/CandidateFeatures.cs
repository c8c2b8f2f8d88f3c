namespace LocalCascade.Completion.Workspace;

/// <summary>What speaks for a place to copy from.</summary>
/// <param name="Match">Tokens in a row before it that agree with those before the cursor, line breaks among them.</param>
/// <param name="MatchOnLine">How many of them stand on the cursor's line.</param>
/// <param name="WholeLine">Whether all tokens of the line before the cursor agree and the place is at the same token of its line.</param>
/// <param name="SameFile">Whether it is in the cursor's file.</param>
/// <param name="SameFolder">Whether it is in another file of the same folder.</param>
/// <param name="IsOpen">Whether its file is open in the editor.</param>
/// <param name="NextLine">Whether the line behind it is the line behind the cursor.</param>
/// <param name="RepeatsNext">Whether it would write what the line behind the cursor already says.</param>
/// <param name="IndentStep">Whether its line is indented against the one above as the cursor's is.</param>
/// <param name="SameIndent">Whether its line is indented exactly as the cursor's.</param>
/// <param name="Distance">Lines between it and the cursor; only where <paramref name="SameFile"/>.</param>
/// <param name="IsSubstituted">Whether words were exchanged for those of the cursor's line; the match then counts exchanged words as equal.</param>
/// <param name="IsFinished">Whether only one word is copied and the line ended after it.</param>
/// <param name="Length">Length of what would be copied, in characters.</param>
internal readonly record struct CandidateFeatures(
    int Match,
    int MatchOnLine,
    bool WholeLine,
    bool SameFile,
    bool SameFolder,
    bool IsOpen,
    bool NextLine,
    bool RepeatsNext,
    bool IndentStep,
    bool SameIndent,
    int Distance,
    bool IsSubstituted,
    bool IsFinished,
    int Length)
{
    /// <summary>Whether the word at the cursor was taken for whole and for one that stands there instead of another.</summary>
    public bool IsWordExchanged { get; init; }

    /// <summary>Whether the one word that was copied is called where it stands.</summary>
    public bool IsCalled { get; init; }

    /// <summary>Tokens copied before the line was ended, where <see cref="IsFinished"/>.</summary>
    public int FinishedTokens { get; init; }

    /// <summary>Count of numbers that <see cref="Fill"/> writes: of the place itself, then of its votes.</summary>
    public const int Count = 26;

    /// <summary>Writes the features as the ranking takes them.</summary>
    /// <param name="vector">At least <see cref="Count"/> numbers.</param>
    /// <param name="fromLineStart">Whether the cursor is at a line's start.</param>
    /// <param name="votes">Places that say the same.</param>
    /// <param name="allVotes">Places found.</param>
    public void Fill(Span<double> vector, bool fromLineStart, int votes, int allVotes)
    {
        vector[0] = Math.Log2(1 + Match);
        vector[1] = Math.Min(Match, 8) / 8.0;
        vector[2] = Math.Min(MatchOnLine, 6) / 6.0;
        vector[3] = WholeLine ? 1 : 0;
        vector[4] = Match > MatchOnLine + 1 ? 1 : 0;
        vector[5] = SameFile ? 1 : 0;
        vector[6] = SameFolder ? 1 : 0;
        vector[7] = IsOpen ? 1 : 0;
        vector[8] = NextLine ? 1 : 0;
        vector[9] = RepeatsNext ? 1 : 0;
        vector[10] = IndentStep ? 1 : 0;
        vector[11] = IndentStep && fromLineStart ? 1 : 0;
        vector[12] = SameIndent ? 1 : 0;
        vector[13] = SameFile ? 1 / (1 + (Distance / 30.0)) : 0;
        vector[14] = Math.Log2(1 + Length) / 5;
        vector[15] = fromLineStart ? vector[14] : 0;
        vector[16] = Math.Log2(votes);
        vector[17] = (double)votes / allVotes;
        vector[18] = IsSubstituted ? 1 : 0;
        vector[19] = IsSubstituted ? vector[13] : 0;
        vector[20] = IsSubstituted ? vector[1] : 0;
        vector[21] = IsFinished ? 1 : 0;
        vector[22] = IsFinished ? vector[0] : 0;
        vector[23] = IsFinished ? vector[16] : 0;
        vector[24] = IsFinished ? vector[13] : 0;
        vector[25] = IsFinished ? vector[14] : 0;
    }
}
