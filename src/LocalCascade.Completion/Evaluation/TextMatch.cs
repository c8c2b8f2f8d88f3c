namespace LocalCascade.Completion.Evaluation;

/// <summary>How like the text that stood there an answer is.</summary>
public static class TextMatch
{
    // Beyond this the distance is measured over the beginnings: quadratic work for a number that says "not alike" anyway.
    private const int MostCompared = 4000;

    /// <summary>Whether two texts are the same but for white space at the ends of lines and how lines are broken.</summary>
    public static bool IsExact(string text, string expected)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(expected);
        return Normalize(text) == Normalize(expected);
    }

    /// <summary>1 less the edit distance over the longer length; 0 where one of them is empty.</summary>
    public static double GetSimilarity(string text, string expected)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(expected);
        var (a, b) = (Cut(Normalize(text)), Cut(Normalize(expected)));
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

    /// <summary>Whether the first word or mark is the same.</summary>
    public static bool IsFirstWordRight(string text, string expected)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(expected);
        return FirstWord(text) is { Length: > 0 } word && word == FirstWord(expected);
    }

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

    private static string Normalize(string text) =>
        text.Contains('\n', StringComparison.Ordinal) ? string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).TrimEnd() : text.TrimEnd();

    private static string Cut(string text) => text.Length <= MostCompared ? text : text[..MostCompared];
}
