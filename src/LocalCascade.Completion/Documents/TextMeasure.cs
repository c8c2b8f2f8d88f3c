using System.Text;

namespace LocalCascade.Completion.Documents;

/// <summary>
/// What a piece of text adds to the counts of a whole. Measures add up as long as pieces are cut neither inside \r\n nor inside
/// a surrogate pair, which <see cref="TextNode"/> sees to.
/// </summary>
internal readonly record struct TextMeasure(int Length, int LineBreaks, int CrLfs, int Crs, int Utf8Length, int SurrogatePairs)
{
    public int Utf32Length => Length - SurrogatePairs;

    public static TextMeasure Of(ReadOnlySpan<char> text)
    {
        var lineFeeds = text.Count('\n');
        var returns = text.Count('\r');
        var pairs = returns == 0 ? 0 : text.Count("\r\n");
        return new(
            text.Length,
            lineFeeds + returns - pairs,
            pairs,
            returns - pairs,
            Encoding.UTF8.GetByteCount(text),
            CountSurrogatePairs(text));
    }

    public static TextMeasure operator +(TextMeasure left, TextMeasure right) => new(
        left.Length + right.Length,
        left.LineBreaks + right.LineBreaks,
        left.CrLfs + right.CrLfs,
        left.Crs + right.Crs,
        left.Utf8Length + right.Utf8Length,
        left.SurrogatePairs + right.SurrogatePairs);

    public int Units(PositionEncoding encoding) => encoding switch
    {
        PositionEncoding.Utf16 => Length,
        PositionEncoding.Utf8 => Utf8Length,
        _ => Utf32Length,
    };

    public static int CountSurrogatePairs(ReadOnlySpan<char> text)
    {
        var pairs = 0;
        for (int high; (high = text.IndexOfAnyInRange('\uD800', '\uDBFF')) >= 0 && high + 1 < text.Length; text = text[(high + 1)..])
        {
            pairs += char.IsLowSurrogate(text[high + 1]) ? 1 : 0;
        }

        return pairs;
    }
}
