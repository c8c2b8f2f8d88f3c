namespace LocalCascade.Wire;

/// <summary>Cuts text around a cursor to what fits: at line ends where there are any, and never inside a character.</summary>
public static class TextWindow
{
    /// <summary>The end of a text before the cursor, at most <paramref name="most"/> UTF-16 units.</summary>
    public static string KeepEnd(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= most)
        {
            return text;
        }

        var cut = text.Length - Math.Max(0, most);
        var line = text.IndexOf('\n', cut);
        cut = line >= 0 && line < text.Length - 1 ? line + 1 : cut;
        return text[(cut < text.Length && char.IsLowSurrogate(text[cut]) ? cut + 1 : cut)..];
    }

    /// <summary>The start of a text behind the cursor, at most <paramref name="most"/> UTF-16 units.</summary>
    public static string KeepStart(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= most)
        {
            return text;
        }

        var line = most > 0 ? text.LastIndexOf('\n', most - 1) : -1;
        var cut = line >= 0 ? line + 1 : Math.Max(0, most);
        return text[..(cut > 0 && char.IsHighSurrogate(text[cut - 1]) ? cut - 1 : cut)];
    }
}
