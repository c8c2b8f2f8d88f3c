using System.Globalization;

namespace LocalCascade.Daemon.Rpc;

/// <summary>
/// Halves of surrogate pairs in JSON. JavaScript editors write them as escapes when an edit begins or ends inside a pair;
/// System.Text.Json throws when such a string is read. Left out, the edit would put the document out of step, so each half
/// becomes U+FFFD: as long in the escape, in UTF-16 and in UTF-8.
/// </summary>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    /// <summary>Replaces every escape of half a pair in valid JSON, in place.</summary>
    public static void Replace(Span<byte> json)
    {
        while (true)
        {
            // A backslash stands in strings only, and always begins an escape.
            var next = json.IndexOf((byte)'\\');
            if (next < 0)
            {
                return;
            }

            json = json[next..];
            if (!TryReadEscape(json, out var unit))
            {
                json = json[Math.Min(2, json.Length)..];
            }
            else if (char.IsHighSurrogate(unit) && TryReadEscape(json[EscapeLength..], out var low) && char.IsLowSurrogate(low))
            {
                json = json[(2 * EscapeLength)..];
            }
            else
            {
                if (char.IsSurrogate(unit))
                {
                    "\\ufffd"u8.CopyTo(json);
                }

                json = json[EscapeLength..];
            }
        }
    }

    private static bool TryReadEscape(ReadOnlySpan<byte> json, out char unit)
    {
        unit = default;
        if (json.Length < EscapeLength || json[0] != '\\' || json[1] != 'u' || !ushort.TryParse(json[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        unit = (char)value;
        return true;
    }
}
