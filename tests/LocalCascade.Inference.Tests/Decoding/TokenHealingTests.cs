using System.Text;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tests.Tokenization;
using LocalCascade.Tests;

namespace LocalCascade.Inference.Tests.Decoding;

/// <summary>Cuts at every kind of place of real sources, through the embedded model.</summary>
public sealed class TokenHealingTests : IDisposable
{
    private readonly LocalModel _model = LocalModel.Load(
        Directory.GetDirectories(RepositoryRoot.Combine("models")).First(folder => File.Exists(Path.Combine(folder, "genai_config.json"))), new RuntimeOptions { Provider = "cpu" }, default);

    public void Dispose() => _model.Dispose();

    [Fact]
    public void What_is_generated_always_begins_with_what_was_taken_back()
    {
        var healedPlaces = 0;
        foreach (var (before, seed) in Cuts(150))
        {
            var tokens = _model.Tokenizer.Encode(before);
            var count = TokenHealing.TakeBack(_model.Tokenizer, tokens, out var healing);
            Assert.Equal(before, _model.Tokenizer.Decode(tokens.AsSpan()[..^count]) + Encoding.UTF8.GetString(healing));
            if (count == tokens.Length)
            {
                continue;
            }

            healedPlaces += Math.Sign(count);
            foreach (var sampling in new[] { SamplingOptions.Greedy, new() { Temperature = 1, Seed = seed } })
            {
                using var generation = _model.Start(new() { Prompt = tokens.AsMemory()[..^count], Healing = healing, MaxTokens = healing.Length + 3, Sampling = sampling }, default);
                while (generation.MoveNext(default))
                {
                    Assert.InRange(generation.Current.Probability, 0, 1.00001f);
                }

                byte[] bytes = [.. generation.Tokens.SelectMany(t => _model.Tokenizer.GetBytes(t.Id).ToArray())];
                Assert.Equal(healing, bytes.AsSpan(0, Math.Min(bytes.Length, healing.Length)).ToArray());
                Assert.True(bytes.Length >= healing.Length, $"'{Encoding.UTF8.GetString(healing)}' was not given back.");
                Assert.StartsWith(generation.Text, Encoding.UTF8.GetString(bytes.AsSpan(healing.Length)), StringComparison.Ordinal);
            }
        }

        Assert.InRange(healedPlaces, 75, 150);
    }

    [Fact]
    public void A_word_cut_in_two_goes_on_as_if_it_had_not_been_cut()
    {
        // "retu" is two tokens in no text that holds "return"; the table has never seen what follows them.
        var (ngrams, tokenizer) = NGramModel.Of("def f(self):\n    return value\ndef g(self):\n    return value\n");
        using var model = ngrams.ToLocalModel(tokenizer);
        Assert.True(tokenizer.Encode("    return").Length < tokenizer.Encode("    retu").Length + 1);

        foreach (var cut in new[] { "    r", "    re", "    ret", "    retu" })
        {
            var tokens = tokenizer.Encode("def h(self):\n" + cut);
            var count = TokenHealing.TakeBack(tokenizer, tokens, out var healing);
            using var healed = model.Start(new() { Prompt = tokens.AsMemory()[..^count], Healing = healing, MaxTokens = 12 }, default);
            while (healed.MoveNext(default))
            {
            }

            Assert.StartsWith("    return value\n", cut + healed.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Alternatives_of_one_prompt_begin_differently_by_falling_probability_and_share_its_prefill()
    {
        var tokens = _model.Tokenizer.Encode("import os\n\ndef read(path):\n    with open(path) as f:\n        re");
        var count = TokenHealing.TakeBack(_model.Tokenizer, tokens, out var healing);
        foreach (var (prompt, healed) in new[] { (tokens, Array.Empty<byte>()), (tokens[..^count], healing) })
        {
            var firsts = new List<GeneratedToken>();
            for (var alternative = 0; alternative < 4; alternative++)
            {
                using var generation = _model.Start(new() { Prompt = prompt, Healing = healed, Alternative = alternative, MaxTokens = 8 }, default);
                Assert.True(alternative == 0 || generation.ReusedTokens == prompt.Length - 1);
                if (generation.MoveNext(default))
                {
                    firsts.Add(generation.Current);
                }
            }

            Assert.Equal(firsts.Count, firsts.Select(t => t.Id).Distinct().Count());
            Assert.True(firsts.Count >= 3);
            Assert.Equal(firsts.OrderByDescending(t => t.Probability), firsts);
        }
    }

    [Fact]
    public void There_are_no_more_alternatives_than_tokens_that_agree()
    {
        var healing = "retur"u8.ToArray();
        using var generation = _model.Start(new() { Prompt = _model.Tokenizer.Encode("x\n"), Healing = healing, Alternative = 4000 }, default);
        Assert.False(generation.MoveNext(default));
        Assert.Empty(generation.Text);
    }

    private static IEnumerable<(string Before, int Seed)> Cuts(int count)
    {
        var random = new Random(7);
        for (var i = 0; i < count; i++)
        {
            var text = SampleTexts.Sources[i % SampleTexts.Sources.Length];
            var end = random.Next(50, Math.Min(text.Length, 4000));

            // Half a character is no text, at either end.
            var start = Math.Max(0, end - 300);
            yield return (text[(start - (char.IsLowSurrogate(text[start]) ? 1 : 0))..(end - (char.IsHighSurrogate(text[end - 1]) ? 1 : 0))], i);
        }
    }
}
