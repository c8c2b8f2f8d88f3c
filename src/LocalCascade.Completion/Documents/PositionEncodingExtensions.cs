using System.Text;

namespace LocalCascade.Completion.Documents;

/// <summary>Conversions between UTF-16 offsets within a line and the units of a <see cref="PositionEncoding"/>.</summary>
public static class PositionEncodingExtensions
{
    /// <summary>Length of <paramref name="text"/> in units of <paramref name="encoding"/>. A lone surrogate counts as U+FFFD does.</summary>
    public static int FromUtf16(this PositionEncoding encoding, ReadOnlySpan<char> text) => encoding switch
    {
        PositionEncoding.Utf16 => text.Length,
        PositionEncoding.Utf8 => Encoding.UTF8.GetByteCount(text),
        _ => text.Length - TextMeasure.CountSurrogatePairs(text),
    };

    /// <summary>
    /// Count of UTF-16 units that the first <paramref name="units"/> units of <paramref name="line"/> span: at most the line's
    /// length. In UTF-8 and UTF-32 never half a code point; in UTF-16 exactly the units asked for.
    /// </summary>
    public static int ToUtf16Length(this PositionEncoding encoding, ReadOnlySpan<char> line, int units)
    {
        units = Math.Max(units, 0);

        // As long as the text is ASCII, every encoding counts alike.
        var ascii = line[..Math.Min(units, line.Length)];
        if (encoding == PositionEncoding.Utf16 || Ascii.IsValid(ascii))
        {
            return ascii.Length;
        }

        var offset = 0;
        for (var passed = 0; offset < line.Length;)
        {
            Rune.DecodeFromUtf16(line[offset..], out var rune, out var consumed);
            passed += encoding == PositionEncoding.Utf8 ? rune.Utf8SequenceLength : 1;
            if (passed > units)
            {
                break;
            }

            offset += consumed;
        }

        return offset;
    }
}
