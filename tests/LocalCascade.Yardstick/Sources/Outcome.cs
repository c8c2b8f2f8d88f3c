namespace LocalCascade.Yardstick;

/// <summary>How an answer did. At the rest of a line only the answer's first line counts.</summary>
internal sealed record Outcome
{
    public Outcome(PackageHole place, Answer answer)
    {
        Place = place;
        var text = place.IsBlock ? answer.Text : answer.Text.Split('\n')[0].TrimEnd('\r');
        Answer = text.Length == 0 ? answer with { Text = "", Confidence = 0 } : answer with { Text = text };
        IsExact = TextMatch.IsExact(text, Hole.Expected);
        Similarity = TextMatch.GetSimilarity(text, Hole.Expected);
        IsFirstWordRight = TextMatch.IsFirstWordRight(text, Hole.Expected);
    }

    public PackageHole Place { get; }

    public Answer Answer { get; }

    public Hole Hole => Place.Hole;

    public bool IsAnswered => Answer.Text.Length > 0;

    /// <summary>The whole of what is missing, white space at the ends of lines aside.</summary>
    public bool IsExact { get; }

    /// <summary>1 less the edit distance over the longer length.</summary>
    public double Similarity { get; }

    /// <summary>Whether the first word or mark is right.</summary>
    public bool IsFirstWordRight { get; }

    public Judgement Judgement => new(Answer.Confidence, IsExact);
}
