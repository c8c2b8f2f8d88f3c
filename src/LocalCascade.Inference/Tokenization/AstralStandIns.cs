using System.Globalization;
using System.Text;

namespace LocalCascade.Inference.Tokenization;

/// <summary>
/// .NET's regular expressions see a character outside the BMP as two surrogates, which are neither letters nor numbers. For
/// splitting, such a character is therefore replaced by one BMP character of its class, and the pieces' places mapped back.
/// </summary>
internal static class AstralStandIns
{
    /// <summary>The text with stand-ins, and for each of its characters (and its end) the offset in <paramref name="text"/>.</summary>
    public static (string Text, int[] Offsets) Replace(string text)
    {
        var replaced = new StringBuilder(text.Length);
        var offsets = new int[text.Length + 1];
        for (var i = 0; i < text.Length;)
        {
            offsets[replaced.Length] = i;
            if (Rune.TryGetRuneAt(text, i, out var rune) && !rune.IsBmp)
            {
                replaced.Append(StandIn(Rune.GetUnicodeCategory(rune)));
                i += 2;
            }
            else
            {
                replaced.Append(text[i++]);
            }
        }

        offsets[replaced.Length] = text.Length;
        return (replaced.ToString(), offsets);
    }

    private static char StandIn(UnicodeCategory category) => category switch
    {
        <= UnicodeCategory.OtherLetter => '\u00AA',
        <= UnicodeCategory.EnclosingMark => '\u0300',
        <= UnicodeCategory.OtherNumber => '\u00B2',
        _ => '\u2603',
    };
}
