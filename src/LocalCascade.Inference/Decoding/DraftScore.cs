namespace LocalCascade.Inference.Decoding;

/// <summary>
/// What the model thinks of a text that somebody else wrote: one logarithm per token, taken from the run that verified it. All
/// logarithms are natural (nats), so they are 0 at most, and 0 means certain. Under token healing they are renormalised over the tokens that
/// agree with what the cursor cut, like <see cref="GeneratedToken.Probability"/>.
/// </summary>
public sealed record DraftScore
{
    /// <summary>The logarithm of each scored token's probability behind those before it; at least one. The last one's counts together with tokens that say the same and break the line, such as <c>;</c> with <c>;\n</c>.</summary>
    public required IReadOnlyList<float> LogProbabilities { get; init; }

    /// <summary>How many of them, from the first on, the model likes best at their place: 0 to the count of tokens.</summary>
    public required int Agreed { get; init; }

    /// <summary>
    /// Given the text, the logarithm of the probability that nothing follows it on its line: a stop token or a line break. <see cref="Sum"/>
    /// and this together are the logarithm of the probability of exactly this text. Null when not all of the text was scored.
    /// </summary>
    public double? End { get; init; }

    /// <summary>How many of the tokens come before the first line break; at least one.</summary>
    public required int FirstLineTokens { get; init; }

    /// <summary>How many tokens were scored.</summary>
    public int Tokens => LogProbabilities.Count;

    /// <summary>Whether all of the text was scored, and not only its beginning.</summary>
    public bool IsWhole => End is not null;

    /// <summary>The logarithm of the scored text's probability.</summary>
    public double Sum => LogProbabilities.Sum(static value => (double)value);

    /// <summary>The logarithm of the geometric mean of the tokens' probabilities.</summary>
    public double Mean => Sum / Tokens;

    /// <summary>The first token's.</summary>
    public double First => LogProbabilities[0];

    /// <summary>The least of all.</summary>
    public double Minimum => LogProbabilities.Min();

    /// <summary>The score of a block's first line alone; without <see cref="End"/>, unless the text has one line.</summary>
    public DraftScore FirstLine => FirstLineTokens == Tokens ? this : new()
    {
        LogProbabilities = [.. LogProbabilities.Take(FirstLineTokens)],
        Agreed = Math.Min(Agreed, FirstLineTokens),
        FirstLineTokens = FirstLineTokens,
    };
}
