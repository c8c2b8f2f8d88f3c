using System.Runtime.InteropServices;
using System.Text;

namespace LocalCascade.Inference.Tokenization;

/// <summary>
/// A BPE tokenizer read from <c>tokenizer.json</c> (the Hugging Face format). Immutable and thread-safe. Text is always
/// ordinary text here: the words of a special token in a source file stay text, so a file cannot steer the model.
/// Lone surrogates are read as U+FFFD.
/// </summary>
public sealed class Tokenizer
{
    private readonly TokenizerModel _model;
    private readonly BpeMerger _merger;
    private readonly WordCache _cache = new();
    private readonly Lazy<TokenPrefixIndex> _prefixes;

    internal Tokenizer(TokenizerModel model)
    {
        _model = model;
        _merger = new(model.Merges);
        _prefixes = new(() => new(model.TokenBytes));
    }

    /// <summary>The highest token id plus one, added tokens included.</summary>
    public int VocabularySize => _model.TokenBytes.Length;

    /// <summary>Special and control tokens by their text, such as <c>&lt;|fim_prefix|&gt;</c>.</summary>
    public IReadOnlyDictionary<string, int> SpecialTokens => _model.SpecialTokens;

    /// <summary>The token that every prompt begins with, where the tokenizer's config asks for one.</summary>
    public int? BeginOfText => _model.BeginOfText;

    /// <summary>Tokens by the bytes they begin with, for token healing.</summary>
    public TokenPrefixIndex Prefixes => _prefixes.Value;

    internal TokenizerModel Model => _model;

    /// <summary>Reads <c>tokenizer.json</c> and, where it exists, <c>tokenizer_config.json</c> from a model's folder.</summary>
    /// <exception cref="InferenceException">A file is missing, damaged or asks for something that is not supported; the message names it.</exception>
    public static Tokenizer Load(string folder) => new(TokenizerModel.Load(folder));

    /// <summary>Encodes a text.</summary>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        var tokens = new List<int>(text.Length / 3 + 1);
        Encode(text, tokens);
        return [.. tokens];
    }

    /// <summary>Encodes a text and appends its tokens; returns how many.</summary>
    public int Encode(ReadOnlySpan<char> text, List<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var before = tokens.Count;
        if (_model.AddedText is not { } added)
        {
            EncodeSection(text.ToString(), first: true, tokens, boundaries: null);
            return tokens.Count - before;
        }

        // Added tokens that are plain text (runs of spaces, say) are cut out before anything else, the longest first.
        var start = 0;
        while (start < text.Length)
        {
            var found = added.Find(text[start..], out var length, out var id);
            var end = found < 0 ? text.Length : start + found;
            if (end > start)
            {
                EncodeSection(text[start..end].ToString(), start == 0, tokens, boundaries: null);
            }

            if (found < 0)
            {
                break;
            }

            tokens.Add(id);
            start = end + length;
        }

        return tokens.Count - before;
    }

    /// <summary>The id of a special token.</summary>
    public bool TryGetSpecialToken(string content, out int id) => _model.SpecialTokens.TryGetValue(content, out id);

    /// <summary>Whether a token is special or a control token: it stands for no text.</summary>
    public bool IsSpecial(int id) => _model.IsSpecial[id];

    /// <summary>The UTF-8 bytes that a token stands for, possibly part of a character; none for special tokens.</summary>
    public ReadOnlySpan<byte> GetBytes(int id) => _model.TokenBytes[id];

    /// <summary>The text of tokens. Special tokens are left out; bytes that are no UTF-8 become U+FFFD.</summary>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var bytes = new List<byte>(tokens.Length * 4);
        foreach (var id in tokens)
        {
            bytes.AddRange(_model.TokenBytes[id]);
        }

        var span = CollectionsMarshal.AsSpan(bytes);
        if (_model.PrependsSpace && !span.IsEmpty && span[0] == (byte)' ')
        {
            span = span[1..];
        }

        return Encoding.UTF8.GetString(span);
    }

    /// <summary>
    /// Encodes text in which no added token lies. <paramref name="boundaries"/>, if given, gets for each piece the count of
    /// tokens before it and its offset.
    /// </summary>
    internal void EncodeSection(string text, bool first, List<int> tokens, List<(int Tokens, int Offset)>? boundaries)
    {
        text = _model.Normalizer.Normalize(text);
        var preTokenizer = _model.PreTokenizer;
        if (preTokenizer.AddPrefixSpace && first && text.Length > 0 && text[0] != ' ')
        {
            text = " " + text;
        }

        if (preTokenizer.Metaspace)
        {
            text = text.Replace(' ', '\u2581');
            if (preTokenizer.MetaspacePrepends && first && text.Length > 0 && text[0] != '\u2581')
            {
                text = '\u2581' + text;
            }
        }

        if (!preTokenizer.Splits)
        {
            boundaries?.Add((tokens.Count, 0));
            EncodePiece(text, tokens);
            return;
        }

        var pieces = new List<(int Start, int Length)>(text.Length / 4 + 1);
        if (text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            var (replaced, offsets) = AstralStandIns.Replace(text);
            preTokenizer.Split(replaced, pieces);
            for (var i = 0; i < pieces.Count; i++)
            {
                var (start, length) = pieces[i];
                pieces[i] = (offsets[start], offsets[start + length] - offsets[start]);
            }
        }
        else
        {
            preTokenizer.Split(text, pieces);
        }

        foreach (var (start, length) in pieces)
        {
            boundaries?.Add((tokens.Count, start));
            EncodePiece(text.AsSpan(start, length), tokens);
        }
    }

    private void EncodePiece(ReadOnlySpan<char> piece, List<int> tokens)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        if (_cache.TryGet(piece, out var cached))
        {
            tokens.AddRange(cached);
            return;
        }

        if (_model.IgnoreMerges && _model.TryGetToken(piece, out var whole))
        {
            tokens.Add(whole);
            return;
        }

        var symbols = _model.GetSymbols(piece);
        var merged = symbols.AsSpan(0, _merger.Merge(symbols));
        _cache.Add(piece, merged);
        tokens.AddRange(merged);
    }
}
