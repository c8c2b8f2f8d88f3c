namespace LocalCascade.Yardstick;

/// <summary>How an answer did.</summary>
internal sealed record Outcome(PackageHole Place, Answer Answer)
{
    public Hole Hole => Place.Hole;

    public bool IsAnswered => Answer.Text.Length > 0;

    /// <summary>The whole rest of the line, white space at its end aside.</summary>
    public bool IsExact { get; } = TextMatch.IsExact(Answer.Text, Place.Hole.Expected);

    /// <summary>1 less the edit distance over the longer length.</summary>
    public double Similarity { get; } = TextMatch.GetSimilarity(Answer.Text, Place.Hole.Expected);

    /// <summary>Whether the first word or mark is right.</summary>
    public bool IsFirstWordRight { get; } = TextMatch.IsFirstWordRight(Answer.Text, Place.Hole.Expected);

    public Judgement Judgement => new(Answer.Confidence, IsExact);
}
