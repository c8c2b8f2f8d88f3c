namespace LocalCascade.Benchmarks.Typing.Live;

/// <summary>Some lines of a file that are not there yet and get written.</summary>
/// <param name="Before">The file's text in front of them, up to the end of a line.</param>
/// <param name="Wanted">What is written: a line break and so on, up to the end of the last line.</param>
/// <param name="After">The file's text behind them.</param>
internal sealed record Passage(string Before, string Wanted, string After)
{
    /// <summary>Cuts so many characters' worth of whole lines out of a text, about at a share of it.</summary>
    public static Passage Cut(string text, double at, int length)
    {
        var start = text.LastIndexOf('\n', (int)(at * (text.Length - length - 1)));
        while (start > 0 && text[start - 1] is '\n' or ' ')
        {
            start--;
        }

        start = Math.Max(0, start);
        var end = text.IndexOf('\n', Math.Min(text.Length - 1, start + length));
        end = end < 0 ? text.Length : end;
        return new(text[..start], text[start..end].TrimEnd(), text[end..]);
    }
}
