namespace LocalCascade.Completion.Telemetry;

/// <summary>Texts compared as readers see them: words and signs count, white space does not.</summary>
internal static class LexicalTokens
{
    /// <summary>Words (letters, digits, underscores) and single signs, in order.</summary>
    public static List<string> Of(string text)
    {
        var tokens = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var start = i++;
            if (IsWord(text[start]))
            {
                while (i < text.Length && IsWord(text[i]))
                {
                    i++;
                }

                tokens.Add(text[start..i]);
            }
            else if (!char.IsWhiteSpace(text[start]))
            {
                tokens.Add(text[start..i]);
            }
        }

        return tokens;
    }

    /// <summary>
    /// How much of <paramref name="inserted"/> is left in <paramref name="now"/>: 1 − edit distance / tokens inserted, against
    /// the part of <paramref name="now"/> that is most like it. What stands before and after that part costs nothing.
    /// </summary>
    public static double Survival(string inserted, string now)
    {
        var (from, to) = (Of(inserted), Of(now));
        if (from.Count == 0)
        {
            return 1;
        }

        // Numbers compare faster than words: a word that was not inserted is -1.
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var left = from.ConvertAll(token => numbers.TryGetValue(token, out var known) ? known : numbers[token] = numbers.Count);
        var right = to.ConvertAll(token => numbers.GetValueOrDefault(token, -1));

        // Sellers' algorithm: Levenshtein's, with a free start (the first row is 0) and a free end (the best of the last row).
        var row = new int[to.Count + 1];
        for (var i = 1; i <= from.Count; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Count; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return 1 - ((double)row.Min() / from.Count);
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
