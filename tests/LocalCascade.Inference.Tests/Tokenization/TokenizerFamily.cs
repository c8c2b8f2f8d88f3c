using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalCascade.Inference.Tokenization;
using LocalCascade.Tests;

namespace LocalCascade.Inference.Tests.Tokenization;

/// <summary>Small tokenizers of every pre-tokenizer family, trained here on this repository's own sources.</summary>
internal static class TokenizerFamily
{
    private const string Level = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}""";
    private const string LevelWithRegex = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""";
    private const string Qwen2 = """(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+""";
    private const string Llama3 = """(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+""";

    private static readonly Dictionary<string, (string Normalizer, string PreTokenizer, string Decoder, bool Bytes)> Pipelines = new()
    {
        ["gpt2"] = ("null", LevelWithRegex, LevelWithRegex, true),
        ["qwen2"] = ("""{"type":"NFC"}""", Sequence(Split(Qwen2), Level), Level, true),
        ["llama3"] = ("null", Sequence(Split(Llama3), Level), Level, true),
        ["starcoder"] = ("null", Sequence("""{"type":"Digits","individual_digits":true}""", LevelWithRegex), LevelWithRegex, true),
        ["deepseek"] = ("null", Sequence(Split("[\\r\\n]"), Split("\\\\s?\\\\p{L}+"), Split("\\\\s?\\\\p{P}+"), Split("[一-龥ࠀ-一가-퟿]+"), """{"type":"Digits","individual_digits":true}""", Level), Level, true),
        ["codellama"] = ("""{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}""", "null", """{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}""", false),
        ["codegemma"] = ("""{"type":"Replace","pattern":{"String":" "},"content":"▁"}""", """{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithPrevious","invert":false}""", """{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"}]}""", false),
    };

    private static readonly Lazy<TemporaryFolder> Folder = new(() => new());

    public static IEnumerable<string> Names => Pipelines.Keys;

    /// <summary>The folder of a family's tokenizer.json; made on first use.</summary>
    public static string FolderOf(string family)
    {
        lock (Pipelines)
        {
            var folder = Folder.Value.Combine(family);
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                File.WriteAllText(Path.Combine(folder, "tokenizer.json"), Make(family));
            }

            return folder;
        }
    }

    public static Tokenizer Load(string family) => Tokenizer.Load(FolderOf(family));

    private static string Sequence(params string[] steps) => $$"""{"type":"Sequence","pretokenizers":[{{string.Join(',', steps)}}]}""";

    private static string Split(string pattern) => $$"""{"type":"Split","pattern":{"Regex":"{{pattern.Replace("\\\\\\\\", "\\\\", StringComparison.Ordinal)}}"},"behavior":"Isolated","invert":false}""";

    private static string Make(string family)
    {
        var (normalizer, preTokenizer, decoder, bytes) = Pipelines[family];
        var vocabulary = new Dictionary<string, int>();
        if (bytes)
        {
            for (var b = 0; b < 256; b++)
            {
                vocabulary[ByteLevelAlphabet.ToChar((byte)b).ToString()] = vocabulary.Count;
            }
        }
        else
        {
            foreach (var control in new[] { "<unk>", "<s>", "</s>" })
            {
                vocabulary[control] = vocabulary.Count;
            }

            for (var b = 0; b < 256; b++)
            {
                vocabulary[$"<0x{b:X2}>"] = vocabulary.Count;
            }

            foreach (var c in "▁\n" + string.Concat(Enumerable.Range(33, 94).Select(c => (char)c)) + "äöüéßαβ日本")
            {
                vocabulary[c.ToString()] = vocabulary.Count;
            }
        }

        var merges = Train(vocabulary, bytes);
        var added = new JsonArray();
        foreach (var special in new[] { "<|endoftext|>", "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>" })
        {
            added.Add(new JsonObject { ["id"] = vocabulary.Count + added.Count, ["content"] = special, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false, ["special"] = true });
        }

        var model = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = bytes ? null : "<unk>",
            ["fuse_unk"] = !bytes,
            ["byte_fallback"] = !bytes,
            ["ignore_merges"] = family == "llama3",
            ["vocab"] = new JsonObject(vocabulary.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value))),
            ["merges"] = new JsonArray([.. merges.Select(m => (JsonNode)$"{m.Left} {m.Right}")]),
        };
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = added,
            ["normalizer"] = JsonNode.Parse(normalizer),
            ["pre_tokenizer"] = JsonNode.Parse(preTokenizer),
            ["post_processor"] = null,
            ["decoder"] = JsonNode.Parse(decoder),
            ["model"] = model,
        }.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    // Plain BPE training over words: slow, but on 60 kB and for 400 merges nobody waits.
    private static List<(string Left, string Right)> Train(Dictionary<string, int> vocabulary, bool bytes)
    {
        var words = string.Concat(SampleTexts.Sources.Select(s => s[..Math.Min(s.Length, 12_000)]))
            .Split('\n').SelectMany(line => line.Split(' ').Select((word, i) => i == 0 ? word : " " + word))
            .GroupBy(word => word).Where(g => g.Key.Length > 1)
            .Select(g => (Count: g.Count(), Symbols: ToSymbols(g.Key, bytes).Where(vocabulary.ContainsKey).ToList())).ToList();
        var merges = new List<(string, string)>();
        while (merges.Count < 400)
        {
            var pairs = new Dictionary<(string, string), int>();
            foreach (var (count, symbols) in words)
            {
                for (var i = 0; i + 1 < symbols.Count; i++)
                {
                    pairs[(symbols[i], symbols[i + 1])] = pairs.GetValueOrDefault((symbols[i], symbols[i + 1])) + count;
                }
            }

            var (left, right) = pairs.OrderByDescending(p => p.Value).ThenBy(p => p.Key.Item1 + " " + p.Key.Item2, StringComparer.Ordinal).First().Key;
            merges.Add((left, right));
            vocabulary.TryAdd(left + right, vocabulary.Count);
            foreach (var (_, symbols) in words)
            {
                for (var i = 0; i + 1 < symbols.Count; i++)
                {
                    if (symbols[i] == left && symbols[i + 1] == right)
                    {
                        symbols[i] = left + right;
                        symbols.RemoveAt(i + 1);
                    }
                }
            }
        }

        return merges;
    }

    private static IEnumerable<string> ToSymbols(string word, bool bytes) => bytes
        ? Encoding.UTF8.GetBytes(word).Select(b => ByteLevelAlphabet.ToChar(b).ToString())
        : word.Replace(' ', '▁').Select(c => c.ToString());
}
