namespace LocalCascade.Yardstick;

/// <summary>How an answer did.</summary>
internal sealed record Outcome(Hole Hole, Answer Answer)
{
    public bool IsAnswered => Answer.Text.Length > 0;

    /// <summary>The whole rest of the line, white space at its end aside.</summary>
    public bool IsExact { get; } = Answer.Text.TrimEnd() == Hole.Expected.TrimEnd();

    /// <summary>1 less the edit distance over the longer length.</summary>
    public double Similarity { get; } = GetSimilarity(Answer.Text.TrimEnd(), Hole.Expected.TrimEnd());

    /// <summary>Whether the first word or mark is right.</summary>
    public bool IsFirstWordRight { get; } = FirstWord(Answer.Text) is { Length: > 0 } word && word == FirstWord(Hole.Expected);

    private static string FirstWord(string text)
    {
        text = text.TrimStart();
        var length = 0;
        while (length < text.Length && (char.IsLetterOrDigit(text[length]) || text[length] == '_'))
        {
            length++;
        }

        return text[..Math.Min(text.Length, Math.Max(1, length))];
    }

    private static double GetSimilarity(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0)
        {
            return 0;
        }

        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], cost);
            }
        }

        return 1 - (double)row[^1] / Math.Max(a.Length, b.Length);
    }
}
