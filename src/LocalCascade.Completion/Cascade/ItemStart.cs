using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Cascade;

/// <summary>Where an item's range begins.</summary>
internal static class ItemStart
{
    /// <summary>
    /// <paramref name="from"/>, or behind the last character outside the BMP between it and the cursor at <paramref name="offset"/>.
    /// VS Code and Monaco measure what an item repeats in code points but count columns in UTF-16 units, and show no item that repeats such a character.
    /// </summary>
    public static int Of(SourceText text, int from, int offset)
    {
        var repeated = text.ToString(from, offset - from);
        for (var i = repeated.Length - 1; i >= 0; i--)
        {
            if (char.IsLowSurrogate(repeated[i]))
            {
                return from + i + 1;
            }
        }

        return from;
    }
}
