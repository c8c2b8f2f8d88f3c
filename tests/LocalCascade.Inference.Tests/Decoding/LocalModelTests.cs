using System.Text;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tests.Fixtures;

namespace LocalCascade.Inference.Tests.Decoding;

/// <summary>Generation on a real model through the real runtime. Its weights are random, so its text means nothing; how it comes about has to be right.</summary>
public sealed class LocalModelTests : IDisposable
{
    private static readonly int[] Prompt = [.. Enumerable.Range(0, 40).Select(i => (i * 37 + 5) % 256)];

    private readonly LocalModel _model = LocalModel.Load(Path.Combine(FixtureModel.Folder, "llama-fp32"), new RuntimeOptions { Provider = "cpu", PrefillChunk = 16 }, default);

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Greedy_decoding_takes_the_most_probable_token_each_time()
    {
        using var raw = FixtureModel.Load("llama-fp32");
        using var session = raw.CreateSession(128);
        var known = _model.Tokenizer.VocabularySize;
        var logits = session.Append(Prompt, default)[..known].ToArray();
        using var generation = _model.Start(new() { Prompt = Prompt, MaxTokens = 12 }, default);
        while (generation.MoveNext(default))
        {
            Assert.Equal(Array.IndexOf(logits, logits.Max()), generation.Current.Id);
            var (probability, entropy) = Softmax(logits, generation.Current.Id);
            Assert.Equal(probability, generation.Current.Probability, 1e-4);
            Assert.Equal(entropy, generation.Current.Entropy, 1e-3);
            logits = session.Append([generation.Current.Id], default)[..known].ToArray();
        }
    }

    [Fact]
    public void A_prompt_that_begins_like_an_earlier_one_runs_only_its_rest()
    {
        var first = Generate(Prompt, out var reused);
        Assert.Equal(0, reused);
        Assert.Equal(first, Generate(Prompt, out reused));
        Assert.Equal(Prompt.Length - 1, reused);

        int[] longer = [.. Prompt, 7, 8, 9];
        var warm = Generate(longer, out reused);
        Assert.Equal(Prompt.Length, reused);
        using var cold = LocalModel.Load(Path.Combine(FixtureModel.Folder, "llama-fp32"), new RuntimeOptions { Provider = "cpu", PrefillChunk = 16 }, default);
        Assert.Equal(warm, Generate(longer, out _, cold));
    }

    [Fact]
    public void Several_documents_keep_a_slot_each()
    {
        int[] other = [.. Prompt.Reverse()];
        Generate(Prompt, out _);
        Generate(other, out var reused);
        Assert.InRange(reused, 0, 3);
        Generate(Prompt, out reused);
        Assert.Equal(Prompt.Length - 1, reused);
        Generate(other, out reused);
        Assert.Equal(other.Length - 1, reused);
    }

    [Fact]
    public async Task Many_generations_at_once_give_what_each_gives_alone()
    {
        var alone = Enumerable.Range(0, 8).Select(i => Generate([.. Prompt.Select(t => (t + i) % 256)], out _)).ToArray();
        var together = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => Generate([.. Prompt.Select(t => (t + i % 8) % 256)], out _))));
        for (var i = 0; i < together.Length; i++)
        {
            Assert.Equal(alone[i % 8], together[i]);
        }
    }

    [Fact]
    public void A_generation_cancelled_at_any_token_goes_on_where_it_was()
    {
        var expected = Generate(Prompt, out _);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using var generation = _model.Start(new() { Prompt = Prompt, MaxTokens = 16 }, default);
        while (generation.Tokens.Count < expected.Length)
        {
            Assert.Throws<OperationCanceledException>(() => generation.MoveNext(cancelled.Token));
            Assert.True(generation.MoveNext(default));
        }

        Assert.Equal(expected, generation.Tokens.Select(t => t.Id));
    }

    [Fact]
    public void A_cancelled_start_gives_its_slot_back()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        for (var i = 0; i < 20; i++)
        {
            Assert.Throws<OperationCanceledException>(() => _model.Start(new() { Prompt = Prompt }, cancelled.Token));
        }

        Assert.NotEmpty(Generate(Prompt, out _));
    }

    [Fact]
    public void The_same_seed_gives_the_same_sample_and_another_seed_another()
    {
        int[] Sample(int seed)
        {
            using var generation = _model.Start(new() { Prompt = Prompt, MaxTokens = 24, Sampling = new() { Temperature = 1.5f, TopP = 0.95f, TopK = 100, Seed = seed } }, default);
            while (generation.MoveNext(default))
            {
            }

            return [.. generation.Tokens.Select(t => t.Id)];
        }

        Assert.Equal(Sample(1), Sample(1));
        Assert.NotEqual(Sample(1), Sample(2));
    }

    [Fact]
    public void Healed_text_always_begins_with_what_the_cursor_cut()
    {
        foreach (var cut in new[] { "retu", "re", "int", "se", "(", "de", "return", "sel" })
        {
            var typed = _model.Tokenizer.Encode("x = " + cut);
            var back = TokenHealing.TakeBack(_model.Tokenizer, typed, out var healing);
            Assert.Equal(Encoding.UTF8.GetString(healing), _model.Tokenizer.Decode(typed.AsSpan()[^back..]));
            int[] prompt = [.. Prompt, .. typed[..^back]];
            using var generation = _model.Start(new() { Prompt = prompt, Healing = healing, MaxTokens = 8 }, default);
            var bytes = new List<byte>();
            while (generation.MoveNext(default))
            {
                bytes.AddRange(_model.Tokenizer.GetBytes(generation.Current.Id));
                Assert.InRange(generation.Current.Probability, 0, 1.00001f);
            }

            Assert.True(bytes.Count < healing.Length || CollectionsStartWith(bytes, healing), $"'{cut}' was not healed.");
            Assert.Equal(Encoding.UTF8.GetString([.. bytes.Skip(healing.Length)]).TrimEnd('\uFFFD'), generation.Text.TrimEnd('\uFFFD'));
        }
    }

    [Fact]
    public void A_word_that_no_longer_token_begins_with_is_not_healed()
    {
        var typed = _model.Tokenizer.Encode("x = zzq");
        Assert.Equal(0, TokenHealing.TakeBack(_model.Tokenizer, typed, out var healing));
        Assert.Empty(healing);
    }

    [Fact]
    public void Special_tokens_are_never_taken_back()
    {
        Assert.True(_model.Tokenizer.TryGetSpecialToken("<|fim_middle|>", out var middle));
        Assert.Equal(0, TokenHealing.TakeBack(_model.Tokenizer, [middle], out _));
    }

    [Fact]
    public void A_decode_step_allocates_less_than_a_few_hundred_bytes()
    {
        using var generation = _model.Start(new() { Prompt = Prompt, MaxTokens = 200 }, default);
        for (var i = 0; i < 10; i++)
        {
            generation.MoveNext(default);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            Assert.True(generation.MoveNext(default) || i > 0);
        }

        // The token's characters, and the lists' growth now and then.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 50, 0, 300);
    }

    [Fact]
    public void A_prompt_as_long_as_the_context_is_refused() =>
        Assert.Throws<ArgumentException>(() => _model.Start(new() { Prompt = new int[_model.MaxTokens] }, default));

    private int[] Generate(int[] prompt, out int reused, LocalModel? model = null)
    {
        using var generation = (model ?? _model).Start(new() { Prompt = prompt, MaxTokens = 16 }, default);
        while (generation.MoveNext(default))
        {
        }

        reused = generation.ReusedTokens;
        return [.. generation.Tokens.Select(t => t.Id)];
    }

    private static bool CollectionsStartWith(List<byte> bytes, byte[] start) => bytes.Take(start.Length).SequenceEqual(start);

    private static (double Probability, double Entropy) Softmax(float[] logits, int id)
    {
        var max = logits.Max();
        var weights = logits.Select(l => Math.Exp(l - max)).ToArray();
        var sum = weights.Sum();
        return (weights[id] / sum, -weights.Sum(w => w > 0 ? w / sum * Math.Log(w / sum) : 0));
    }
}
