using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LocalCascade.Inference.Tokenization;
using LocalCascade.Tests;

namespace LocalCascade.Inference.Tests.Tokenization;

public class TokenizerTests
{
    public static TheoryData<string> Families => new([.. TokenizerFamily.Names]);

    [Theory]
    [MemberData(nameof(Families))]
    public void Any_text_comes_back_from_its_tokens(string family)
    {
        var tokenizer = TokenizerFamily.Load(family);
        foreach (var text in SampleTexts.Sources.Concat(Enumerable.Range(1000, 300).Select(SampleTexts.RandomUnicode)))
        {
            // NFC is part of Qwen's format; U+2581 stands for a space in the vocabularies that are not made of bytes.
            var expected = tokenizer.Model.Normalizer.Composes ? CanonicalComposition.Compose(text) : tokenizer.Model.PreTokenizer.ByteLevel ? text : text.Replace('▁', ' ');
            Assert.Equal(expected, tokenizer.Decode(tokenizer.Encode(text)));
        }
    }

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character()
    {
        var tokenizer = TokenizerFamily.Load("gpt2");
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => text is null || tokenizer.Decode(tokenizer.Encode(text)) == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))).QuickCheckThrowOnFailure();
        Assert.Equal("a\uFFFDb", tokenizer.Decode(tokenizer.Encode("a\uD83Db")));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_words_of_a_special_token_in_a_text_stay_text(string family)
    {
        var tokenizer = TokenizerFamily.Load(family);
        const string Injection = "var x = 1; // <|fim_middle|> <|endoftext|> <|fim_prefix|>";
        var tokens = tokenizer.Encode(Injection);
        Assert.DoesNotContain(tokens, tokenizer.IsSpecial);
        Assert.Equal(Injection, tokenizer.Decode(tokens));
        Assert.True(tokenizer.TryGetSpecialToken("<|fim_middle|>", out var id) && tokenizer.IsSpecial(id));
        Assert.True(tokenizer.GetBytes(id).IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Streamed_text_never_has_half_a_character(string family)
    {
        var tokenizer = TokenizerFamily.Load(family);
        for (var seed = 0; seed < 100; seed++)
        {
            var text = SampleTexts.RandomUnicode(seed);
            var tokens = tokenizer.Encode(text);
            var decoder = new StreamingDecoder(tokenizer);
            var streamed = new StringBuilder();
            foreach (var token in tokens)
            {
                var chars = decoder.Append(token);
                Assert.False(chars.Length > 0 && char.IsHighSurrogate(chars[^1]), "A piece ends with half a surrogate pair.");
                Assert.True(chars.IndexOf('\uFFFD') < 0 || text.Contains('\uFFFD', StringComparison.Ordinal));
                streamed.Append(chars);
            }

            streamed.Append(decoder.Flush());
            // A tokenizer that puts a space before the text decodes it away at the beginning only.
            Assert.Equal(tokenizer.Decode(tokens), tokenizer.Model.PrependsSpace && streamed.Length > 0 ? streamed.ToString()[1..] : streamed.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Encoding_after_an_edit_gives_what_encoding_anew_gives(string family)
    {
        var tokenizer = TokenizerFamily.Load(family);
        var random = new Random(7);
        var encoder = new IncrementalEncoder(tokenizer);
        var text = new StringBuilder(SampleTexts.Sources[0][..2000]);
        for (var edit = 0; edit < 400; edit++)
        {
            switch (random.Next(5))
            {
                case 0 when text.Length > 0:
                    text.Length -= Math.Min(text.Length, random.Next(1, 4));
                    break;
                case 1:
                    text.Insert(random.Next(text.Length + 1), SampleTexts.RandomUnicode(edit));
                    break;
                case 2 when text.Length > 10:
                    text.Remove(random.Next(text.Length - 5), random.Next(5));
                    break;
                default:
                    text.Append("ab 1'r e\n  "[random.Next(11)]);
                    break;
            }

            // Cut surrogate pairs are not what editors send; they are read as U+FFFD.
            var now = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
            encoder.Update(now);
            Assert.Equal(tokenizer.Encode(now), encoder.Tokens.ToArray());
        }
    }

    [Fact]
    public void Typing_at_the_end_touches_only_the_tail()
    {
        var tokenizer = TokenizerFamily.Load("llama3");
        var encoder = new IncrementalEncoder(tokenizer);
        var text = SampleTexts.Sources[0][..8000];
        encoder.Update(text);
        var before = encoder.Tokens.Length;
        var kept = encoder.Update(text + "x");
        Assert.InRange(kept, before - 12, before);
    }

    [Fact]
    public void The_prefix_index_finds_tokens_by_the_bytes_they_begin_with()
    {
        var tokenizer = TokenizerFamily.Load("gpt2");
        var starting = tokenizer.Prefixes.StartingWith("re"u8).ToArray();
        var expected = Enumerable.Range(0, tokenizer.VocabularySize).Where(id => tokenizer.GetBytes(id).StartsWith("re"u8)).Order();
        Assert.Equal(expected, starting.Order());

        var prefixes = new List<int>();
        tokenizer.Prefixes.PrefixesOf("return"u8, prefixes);
        Assert.Equal(Enumerable.Range(0, tokenizer.VocabularySize).Where(id => tokenizer.GetBytes(id).Length > 0 && "return"u8.StartsWith(tokenizer.GetBytes(id))).Order(), prefixes.Order());
    }

    [Theory]
    [InlineData("{", "valid JSON")]
    [InlineData("{}", "tokenizer.json")]
    [InlineData("""{"model":{"type":"Unigram","vocab":{}}}""", "Unigram")]
    [InlineData("""{"model":{"type":"BPE","vocab":{},"merges":[]}}""", "empty")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}""", "vocabulary lacks")]
    [InlineData("""{"normalizer":{"type":"Lowercase"},"model":{"type":"BPE","vocab":{"a":0},"merges":[]}}""", "Lowercase")]
    [InlineData("""{"pre_tokenizer":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{"a":0},"merges":[]}}""", "no token for byte")]
    [InlineData("""{"pre_tokenizer":{"type":"Split","pattern":{"Regex":"(?<"},"behavior":"Isolated"},"model":{"type":"BPE","vocab":{"a":0},"merges":[]}}""", "pattern")]
    public void A_file_that_cannot_be_used_is_told_in_one_line(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Combine("tokenizer.json"), json);
        var error = Assert.Throws<InferenceException>(() => Tokenizer.Load(folder.Path)).Message;
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }
}
