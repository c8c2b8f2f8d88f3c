namespace LocalCascade.Completion.Workspace;

/// <summary>What the confidence of a prediction is computed from.</summary>
/// <param name="Best">The best place that says so.</param>
/// <param name="Margin">Its score less that of the best different continuation; 10 when there is none.</param>
/// <param name="Odds">Its share of all continuations' exponential scores, 0 to 1.</param>
/// <param name="Votes">Places that say the same.</param>
/// <param name="Share">Their share of all places found, 0 to 1.</param>
/// <param name="TypedLength">Characters of the word at the cursor that are already there.</param>
/// <param name="LineTokens">Whole tokens before the cursor on its line.</param>
internal readonly record struct PredictionFeatures(CandidateFeatures Best, double Margin, double Odds, int Votes, double Share, int TypedLength, int LineTokens)
{
    /// <summary>Count of numbers that <see cref="Fill"/> writes.</summary>
    public const int Count = 20;

    /// <summary>Writes the features as the logistic model takes them, each roughly 0 to 1; the first is the constant.</summary>
    public void Fill(Span<double> vector)
    {
        vector[0] = 1;
        vector[1] = Math.Log2(1 + Best.Match) / 5;
        vector[2] = Math.Min(Margin, 5) / 5;
        vector[3] = Odds;
        vector[4] = Math.Log2(Odds / (1.0001 - Odds)) / 10;
        vector[5] = Share;
        vector[6] = Best.NextLine ? 1 : 0;
        vector[7] = Best.RepeatsNext ? 1 : 0;
        vector[8] = Best.SameFile ? 1 : 0;
        vector[9] = Math.Min(TypedLength, 8) / 8.0;
        vector[10] = TypedLength > 0 ? 1 : 0;
        vector[11] = Math.Min(Best.Length, 60) / 60.0;
        vector[12] = Math.Min(LineTokens, 10) / 10.0;
        vector[13] = LineTokens == 0 && TypedLength == 0 ? 1 : 0;
        vector[14] = Best.WholeLine ? 1 : 0;
        vector[15] = Best.IndentStep ? 1 : 0;
        vector[16] = Math.Min(Math.Log2(Votes), 5) / 5;
        vector[17] = 1.0 / (1 + Best.Length);
        vector[18] = Best.IsSubstituted ? 1 : 0;
        vector[19] = Best.IsFinished ? 1 : 0;
    }

    /// <summary>The same as an array.</summary>
    public double[] ToVector()
    {
        var vector = new double[Count];
        Fill(vector);
        return vector;
    }
}
