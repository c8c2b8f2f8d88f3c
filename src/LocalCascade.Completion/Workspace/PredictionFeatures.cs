namespace LocalCascade.Completion.Workspace;

/// <summary>What is known of a prediction before it is shown; the confidence is fitted over these.</summary>
/// <param name="MatchLength">Tokens before the cursor that agree, 0 to 40.</param>
/// <param name="Margin">By how much it leads the best different continuation, in score.</param>
/// <param name="Share">Its share of all candidates' votes, 0 to 1.</param>
/// <param name="NextLine">Whether the line behind the source is also the line behind the cursor.</param>
/// <param name="SameFile">Whether the source is the same file.</param>
/// <param name="TypedLength">Characters of the word at the cursor that are typed already.</param>
/// <param name="TextLength">Length of the predicted text on its first line.</param>
/// <param name="LineTokens">Tokens of the cursor's own line that agree.</param>
internal readonly record struct PredictionFeatures(int MatchLength, double Margin, double Share, bool NextLine, bool SameFile, int TypedLength, int TextLength, int LineTokens)
{
    /// <summary>Count of numbers that <see cref="ToVector"/> gives.</summary>
    public const int Count = 10;

    /// <summary>The features as the logistic model takes them, each roughly 0 to 1; the first is the constant.</summary>
    public double[] ToVector() =>
    [
        1,
        Math.Log2(1 + MatchLength) / 5,
        Math.Min(Margin, 10) / 10,
        Share,
        NextLine ? 1 : 0,
        SameFile ? 1 : 0,
        Math.Min(TypedLength, 8) / 8.0,
        Math.Min(TextLength, 60) / 60.0,
        Math.Min(LineTokens, 10) / 10.0,
        Margin > 0.5 ? 1 : 0,
    ];
}
