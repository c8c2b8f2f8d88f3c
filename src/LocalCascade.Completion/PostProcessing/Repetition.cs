namespace LocalCascade.Completion.PostProcessing;

/// <summary>Recognises a text that has begun to repeat itself, as small models do.</summary>
internal static class Repetition
{
    // A period of up to so many characters, repeated so often, is no code that anyone wants.
    private static readonly (int LongestPeriod, int Times)[] Limits = [(4, 8), (24, 4), (200, 3)];

    /// <summary>Whether <paramref name="text"/> ends in such a repetition.</summary>
    public static bool EndsIn(ReadOnlySpan<char> text)
    {
        foreach (var (longestPeriod, times) in Limits)
        {
            for (var period = 1; period <= longestPeriod && period * times <= text.Length; period++)
            {
                // A text whose last n characters equal those a period earlier repeats with that period.
                var tail = text[^(period * times)..];
                if (tail[period..].SequenceEqual(tail[..^period]) && !tail.IsWhiteSpace())
                {
                    return true;
                }
            }
        }

        return false;
    }
}
