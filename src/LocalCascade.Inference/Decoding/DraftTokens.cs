using System.Text;
using System.Text.Unicode;
using LocalCascade.Inference.Tokenization;

namespace LocalCascade.Inference.Decoding;

/// <summary>A draft as the tokens that the model would say it in.</summary>
public static class DraftTokens
{
    // Nobody's token is longer on average; what is cut off is not even tokenized.
    private const int MostCharsPerToken = 16;

    /// <summary>
    /// The first tokens, at most <paramref name="most"/>, of a draft behind a prompt of which <paramref name="healing"/> was taken back:
    /// both together, since the model says them in one piece. Empty where the cursor's token began inside a character.
    /// </summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="healing">UTF-8 bytes that the text has to begin with.</param>
    /// <param name="draft">The text from the cursor on.</param>
    /// <param name="most">The most tokens.</param>
    /// <param name="whole">Whether they are all of it.</param>
    public static int[] Encode(Tokenizer tokenizer, ReadOnlySpan<byte> healing, ReadOnlySpan<char> draft, int most, out bool whole)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        whole = false;
        if (draft.IsEmpty || most <= 0 || !Utf8.IsValid(healing))
        {
            return [];
        }

        var length = (int)Math.Min(draft.Length, (long)most * MostCharsPerToken);
        var tokens = tokenizer.Encode(string.Concat(Encoding.UTF8.GetString(healing), draft[..length]));
        if (!BeginWith(tokenizer, tokens, healing))
        {
            return [];
        }

        whole = length == draft.Length && tokens.Length <= most;
        return tokens.Length <= most ? tokens : tokens[..most];
    }

    // A tokenizer may change the text that it is given (Unicode normalisation); then there is nothing to go on from.
    private static bool BeginWith(Tokenizer tokenizer, ReadOnlySpan<int> tokens, ReadOnlySpan<byte> healing)
    {
        foreach (var token in tokens)
        {
            var bytes = tokenizer.GetBytes(token);
            var common = Math.Min(bytes.Length, healing.Length);
            if (!bytes[..common].SequenceEqual(healing[..common]))
            {
                return false;
            }

            healing = healing[common..];
        }

        return healing.IsEmpty;
    }
}
