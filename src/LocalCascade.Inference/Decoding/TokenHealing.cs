using LocalCascade.Inference.Tokenization;

namespace LocalCascade.Inference.Decoding;

/// <summary>
/// Mends the token that the cursor cut in two. A prompt that ends with "retu" was never seen with that tokenization when
/// "return" is one token; so the last tokens are taken back and the first steps constrained to tokens that agree with their text.
/// </summary>
public static class TokenHealing
{
    // Tokens of three or more together make a longer one only in runs of the same sign, where healing gains nothing.
    private const int MostTokens = 3;

    /// <summary>
    /// How many of the prompt's last tokens to take back: those of the cut word, as long as another token could begin with
    /// their text. Never special tokens. 0 when nothing could come of it.
    /// </summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="growing">The prompt's last part, that ends at the cursor.</param>
    /// <param name="healed">The text of the tokens taken back.</param>
    public static int TakeBack(Tokenizer tokenizer, ReadOnlySpan<int> growing, out byte[] healed)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var count = 0;
        healed = [];
        for (var back = 1; back <= Math.Min(MostTokens, growing.Length); back++)
        {
            var token = growing[^back];
            if (tokenizer.IsSpecial(token))
            {
                break;
            }

            var text = (byte[])[.. tokenizer.GetBytes(token), .. healed];
            if (text.AsSpan().Contains((byte)'\n'))
            {
                break;
            }

            // Some token is longer than this text and begins with it: the cut may have been inside that one.
            if (tokenizer.Prefixes.StartingWith(text).Length > (back == 1 ? 1 : 0) && ExtendsSome(tokenizer, text))
            {
                count = back;
            }
            else if (back > 1)
            {
                break;
            }

            healed = text;
        }

        healed = count == 0 ? [] : Join(tokenizer, growing[^count..]);
        return count;
    }

    /// <summary>Fills <paramref name="allowed"/> with the tokens that agree with what is left to heal: those that begin with it, and those that it begins with.</summary>
    internal static void Allow(Tokenizer tokenizer, ReadOnlySpan<byte> healing, List<int> allowed)
    {
        allowed.Clear();
        foreach (var id in tokenizer.Prefixes.StartingWith(healing))
        {
            allowed.Add(id);
        }

        tokenizer.Prefixes.PrefixesOf(healing[..^1], allowed);
    }

    private static bool ExtendsSome(Tokenizer tokenizer, ReadOnlySpan<byte> text)
    {
        foreach (var id in tokenizer.Prefixes.StartingWith(text))
        {
            if (tokenizer.GetBytes(id).Length > text.Length)
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Join(Tokenizer tokenizer, ReadOnlySpan<int> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            bytes.AddRange(tokenizer.GetBytes(token));
        }

        return [.. bytes];
    }
}
