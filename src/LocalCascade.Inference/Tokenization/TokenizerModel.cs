using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalCascade.Inference.Tokenization;

/// <summary>The tables of a tokenizer, as read from its files.</summary>
internal sealed class TokenizerModel
{
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly int[] _byteTokens;
    private readonly int _unknown;

    private TokenizerModel(JsonElement root, JsonElement config)
    {
        var model = root.GetProperty("model");
        var type = model.TryGetProperty("type", out var t) ? t.GetString() : "BPE";
        if (type != "BPE")
        {
            throw new FormatException($"its model is '{type}'; only BPE is supported");
        }

        Normalizer = Normalizer.Parse(Optional(root, "normalizer"));
        PreTokenizer = PreTokenizer.Parse(Optional(root, "pre_tokenizer"));
        ByteFallback = IsTrue(model, "byte_fallback");
        IgnoreMerges = IsTrue(model, "ignore_merges");
        _vocabulary = ReadVocabulary(model);
        _lookup = _vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        Merges = ReadMerges(model);

        var added = ReadAddedTokens(root);
        var size = Math.Max(_vocabulary.Count == 0 ? 0 : _vocabulary.Values.Max(), added.Count == 0 ? 0 : added.Max(a => a.Id)) + 1;
        TokenBytes = new byte[size][];
        Array.Fill(TokenBytes, []);
        IsSpecial = new bool[size];
        foreach (var (entry, id) in _vocabulary)
        {
            TokenBytes[id] = GetEntryBytes(entry);
        }

        var specials = new Dictionary<string, int>(StringComparer.Ordinal);
        var plain = new List<(string, int)>();
        foreach (var (content, id, special) in added)
        {
            // Qwen and others mark their FIM and tool tokens as not special; what is written like a control token is one.
            if (special || content.StartsWith('<') || content.StartsWith('['))
            {
                specials[content] = id;
                IsSpecial[id] = true;
                TokenBytes[id] = [];
            }
            else
            {
                plain.Add((content, id));
                TokenBytes[id] = Encoding.UTF8.GetBytes(content);
            }
        }

        // A sentence-piece style vocabulary lists its control tokens beside the text.
        if (!PreTokenizer.ByteLevel)
        {
            foreach (var control in new[] { "<s>", "</s>", "<unk>", "<pad>" })
            {
                if (_vocabulary.TryGetValue(control, out var id))
                {
                    specials.TryAdd(control, id);
                    IsSpecial[id] = true;
                    TokenBytes[id] = [];
                }
            }
        }

        SpecialTokens = specials;
        AddedText = plain.Count == 0 ? null : new(plain);
        PrependsSpace = Normalizer.Prepends || PreTokenizer.MetaspacePrepends || PreTokenizer.AddPrefixSpace;
        _unknown = model.TryGetProperty("unk_token", out var unknown) && unknown.ValueKind == JsonValueKind.String && _vocabulary.TryGetValue(unknown.GetString()!, out var unknownId) ? unknownId : -1;
        _byteTokens = FindByteTokens();
        BeginOfText = ReadBeginOfText(config, specials);
    }

    public Normalizer Normalizer { get; }

    public PreTokenizer PreTokenizer { get; }

    public bool ByteFallback { get; }

    public bool IgnoreMerges { get; }

    public Dictionary<(int Left, int Right), (int Rank, int Merged)> Merges { get; }

    /// <summary>The bytes of each token; empty for special tokens and for ids that no entry has.</summary>
    public byte[][] TokenBytes { get; }

    public bool[] IsSpecial { get; }

    public IReadOnlyDictionary<string, int> SpecialTokens { get; }

    public AddedText? AddedText { get; }

    public bool PrependsSpace { get; }

    public int? BeginOfText { get; }

    /// <exception cref="InferenceException">A file is missing, damaged or asks for something that is not supported.</exception>
    public static TokenizerModel Load(string folder)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        using var document = ReadJson(path) ?? throw new InferenceException($"{path} is missing: the model folder is incomplete. Copy or add it again.");
        using var config = ReadJson(Path.Combine(folder, "tokenizer_config.json"));
        try
        {
            return new(document.RootElement, config?.RootElement ?? default);
        }
        catch (Exception error) when (error is FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new InferenceException($"{path} is not a tokenizer that can be used: {error.Message.TrimEnd('.')}. Take the tokenizer.json that belongs to the model.", error);
        }
    }

    public bool TryGetToken(ReadOnlySpan<char> piece, out int id)
    {
        if (!PreTokenizer.ByteLevel)
        {
            return _lookup.TryGetValue(piece, out id);
        }

        Span<byte> bytes = piece.Length <= 128 ? stackalloc byte[piece.Length * 3] : new byte[piece.Length * 3];
        var count = Encoding.UTF8.GetBytes(piece, bytes);
        Span<char> entry = count <= 384 ? stackalloc char[count] : new char[count];
        for (var i = 0; i < count; i++)
        {
            entry[i] = ByteLevelAlphabet.ToChar(bytes[i]);
        }

        return _lookup.TryGetValue(entry, out id);
    }

    /// <summary>The symbols that merging starts from: bytes, or characters with bytes for those the vocabulary lacks.</summary>
    public int[] GetSymbols(ReadOnlySpan<char> piece)
    {
        var symbols = new List<int>(piece.Length);
        Span<byte> utf8 = stackalloc byte[4];
        Span<char> utf16 = stackalloc char[2];
        foreach (var rune in piece.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(utf8);
            if (!PreTokenizer.ByteLevel)
            {
                if (_lookup.TryGetValue(utf16[..rune.EncodeToUtf16(utf16)], out var id))
                {
                    symbols.Add(id);
                    continue;
                }

                if (!ByteFallback)
                {
                    if (_unknown >= 0)
                    {
                        symbols.Add(_unknown);
                    }

                    continue;
                }
            }

            foreach (var b in utf8[..length])
            {
                symbols.Add(_byteTokens[b]);
            }
        }

        return [.. symbols];
    }

    private static JsonDocument? ReadJson(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonDocument.Parse(stream);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (JsonException error)
        {
            throw new InferenceException($"{path} is not valid JSON (line {error.LineNumber + 1}); it may be truncated. Copy or add the model again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException($"{path} could not be read: {error.Message}", error);
        }
    }

    private static JsonElement Optional(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value : default;

    private static bool IsTrue(JsonElement element, string name) => Optional(element, name).ValueKind == JsonValueKind.True;

    private static Dictionary<string, int> ReadVocabulary(JsonElement model)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in model.GetProperty("vocab").EnumerateObject())
        {
            var id = entry.Value.GetInt32();
            if (id is < 0 or > 4_000_000)
            {
                throw new FormatException($"the token '{entry.Name}' has the id {id}");
            }

            vocabulary[entry.Name] = id;
        }

        return vocabulary.Count > 0 ? vocabulary : throw new FormatException("its vocabulary is empty");
    }

    private static List<(string Content, int Id, bool Special)> ReadAddedTokens(JsonElement root)
    {
        var tokens = new List<(string, int, bool)>();
        if (Optional(root, "added_tokens") is { ValueKind: JsonValueKind.Array } added)
        {
            foreach (var token in added.EnumerateArray())
            {
                var id = token.GetProperty("id").GetInt32();
                if (id is < 0 or > 4_000_000)
                {
                    throw new FormatException($"an added token has the id {id}");
                }

                if (token.GetProperty("content").GetString() is { Length: > 0 } content)
                {
                    tokens.Add((content, id, IsTrue(token, "special")));
                }
            }
        }

        return tokens;
    }

    private static int? ReadBeginOfText(JsonElement config, Dictionary<string, int> specials)
    {
        if (config.ValueKind != JsonValueKind.Object || !IsTrue(config, "add_bos_token"))
        {
            return null;
        }

        var bos = Optional(config, "bos_token");
        var content = bos.ValueKind == JsonValueKind.Object ? Optional(bos, "content").GetString() : bos.ValueKind == JsonValueKind.String ? bos.GetString() : null;
        return content is not null && specials.TryGetValue(content, out var id) ? id : null;
    }

    // Merges are "left right" strings in older files and pairs in newer ones.
    private Dictionary<(int, int), (int, int)> ReadMerges(JsonElement model)
    {
        var merges = new Dictionary<(int, int), (int, int)>();
        var rank = 0;
        foreach (var merge in model.GetProperty("merges").EnumerateArray())
        {
            string left, right;
            if (merge.ValueKind == JsonValueKind.Array)
            {
                (left, right) = (merge[0].GetString()!, merge[1].GetString()!);
            }
            else
            {
                var text = merge.GetString()!;
                var space = text.IndexOf(' ', 1);
                if (space < 0)
                {
                    throw new FormatException($"the merge '{text}' is not a pair");
                }

                (left, right) = (text[..space], text[(space + 1)..]);
            }

            if (!_vocabulary.TryGetValue(left, out var leftId) || !_vocabulary.TryGetValue(right, out var rightId) || !_vocabulary.TryGetValue(left + right, out var merged))
            {
                throw new FormatException($"merge {rank} ('{left}' and '{right}') names a token that the vocabulary lacks");
            }

            merges.TryAdd((leftId, rightId), (rank++, merged));
        }

        return merges;
    }

    private byte[] GetEntryBytes(string entry)
    {
        if (PreTokenizer.ByteLevel)
        {
            return ByteLevelAlphabet.ToBytes(entry) ?? Encoding.UTF8.GetBytes(entry);
        }

        return TryParseByteToken(entry, out var value) ? [value] : Encoding.UTF8.GetBytes(entry.Replace('\u2581', ' '));
    }

    // <0x0A> and the like: a byte that no character's token covers.
    private static bool TryParseByteToken(string entry, out byte value)
    {
        value = 0;
        return entry.Length == 6 && entry.StartsWith("<0x", StringComparison.Ordinal) && entry[5] == '>'
            && byte.TryParse(entry.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private int[] FindByteTokens()
    {
        var tokens = new int[256];
        if (!PreTokenizer.ByteLevel && !ByteFallback)
        {
            return tokens;
        }

        for (var b = 0; b < 256; b++)
        {
            var entry = PreTokenizer.ByteLevel ? ByteLevelAlphabet.ToChar((byte)b).ToString() : $"<0x{b:X2}>";
            tokens[b] = _vocabulary.TryGetValue(entry, out var id) ? id
                : throw new FormatException($"the vocabulary has no token for byte 0x{b:X2}");
        }

        return tokens;
    }
}
