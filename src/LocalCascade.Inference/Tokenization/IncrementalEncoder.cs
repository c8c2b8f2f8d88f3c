using System.Runtime.InteropServices;

namespace LocalCascade.Inference.Tokenization;

/// <summary>
/// Keeps a text's tokens while the text is edited: only the pieces from shortly before the edit on are encoded again. Always
/// exactly what <see cref="Tokenizer.Encode(ReadOnlySpan{char})"/> gives. For one text; not thread-safe.
/// </summary>
/// <param name="tokenizer">The tokenizer.</param>
public sealed class IncrementalEncoder(Tokenizer tokenizer)
{
    // A piece's end may hang on so many characters behind it: contractions look two ahead, lookaheads one.
    private const int Lookahead = 4;

    private readonly List<int> _tokens = [];
    private readonly List<(int Tokens, int Offset)> _pieces = [];
    private string _text = "";

    /// <summary>The tokens of the text last given.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Takes the text as it is now; returns how many tokens at the beginning were not encoded again.</summary>
    public int Update(ReadOnlySpan<char> text)
    {
        var kept = 0;
        var start = 0;
        var common = _text.AsSpan().CommonPrefixLength(text);
        if (CanRestart(text))
        {
            // The pieces that end well before the first difference stay. The last piece's end is not known from here.
            var stable = 0;
            while (stable + 1 < _pieces.Count && _pieces[stable + 1].Offset + Lookahead <= common)
            {
                stable++;
            }

            if (_pieces.Count > 0)
            {
                (kept, start) = _pieces[stable];
                _pieces.RemoveRange(stable, _pieces.Count - stable);
            }
        }
        else
        {
            _pieces.Clear();
        }

        CollectionsMarshal.SetCount(_tokens, kept);
        _text = text.ToString();
        if (!CanRestart(text))
        {
            tokenizer.Encode(text, _tokens);
            return 0;
        }

        var first = _pieces.Count;
        tokenizer.EncodeSection(_text[start..], first: start == 0, _tokens, _pieces);
        var added = CollectionsMarshal.AsSpan(_pieces)[first..];
        foreach (ref var piece in added)
        {
            piece.Offset += start;
        }

        return kept;
    }

    // Where pieces are found one after another from left to right, encoding can begin at any of them. Not so when something
    // is done to the text as a whole first.
    private bool CanRestart(ReadOnlySpan<char> text)
    {
        var model = tokenizer.Model;
        return model.AddedText is null && model.PreTokenizer.Splits && !model.PrependsSpace && !model.PreTokenizer.Metaspace && !model.Normalizer.ReplacesSpaces
            && (!model.Normalizer.Composes || System.Text.Ascii.IsValid(text)) && (!model.Normalizer.Composes || System.Text.Ascii.IsValid(_text));
    }
}
