using System.Text;

namespace LocalCascade.Completion.Documents;

/// <summary>Conversions between UTF-16 offsets within a line and the units of a <see cref="PositionEncoding"/>.</summary>
public static class PositionEncodingExtensions
{
    /// <summary>Length of <paramref name="text"/> in units of <paramref name="encoding"/>. A lone surrogate counts as U+FFFD does.</summary>
    public static int FromUtf16(this PositionEncoding encoding, ReadOnlySpan<char> text)
    {
        if (encoding == PositionEncoding.Utf16)
        {
            return text.Length;
        }

        var units = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf16(text, out var rune, out var consumed);
            units += encoding == PositionEncoding.Utf8 ? rune.Utf8SequenceLength : 1;
            text = text[consumed..];
        }

        return units;
    }

    /// <summary>
    /// Count of UTF-16 units that the first <paramref name="units"/> units of <paramref name="line"/> span: at most the line's
    /// length, and never half a code point.
    /// </summary>
    public static int ToUtf16Length(this PositionEncoding encoding, ReadOnlySpan<char> line, int units)
    {
        var offset = 0;
        var passed = 0;
        while (offset < line.Length)
        {
            Rune.DecodeFromUtf16(line[offset..], out var rune, out var consumed);
            passed += encoding switch
            {
                PositionEncoding.Utf16 => consumed,
                PositionEncoding.Utf8 => rune.Utf8SequenceLength,
                _ => 1,
            };
            if (passed > units)
            {
                break;
            }

            offset += consumed;
        }

        return offset;
    }
}
