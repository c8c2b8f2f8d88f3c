using System.Text;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tests.Fixtures;
using LocalCascade.Inference.Tests.Tokenization;
using LocalCascade.Tests;

namespace LocalCascade.Inference.Tests.Decoding;

/// <summary>Whatever the draft, the text is what it would have been without.</summary>
public sealed class DraftTests : IDisposable
{
    private readonly LocalModel _exact = LocalModel.Load(Path.Combine(FixtureModel.Folder, "qwen2-fp32"), new RuntimeOptions { Provider = "cpu" }, default);

    public void Dispose() => _exact.Dispose();

    [Fact]
    public void Any_draft_gives_the_same_tokens_with_the_same_probabilities()
    {
        var random = new Random(3);
        var accepted = 0;
        for (var i = 0; i < 80; i++)
        {
            var request = RandomRequest(random);
            var expected = Generate(_exact, request);
            var drafted = Generate(_exact, request with { Draft = RandomDraft(random, expected.Text), ScoreDraft = random.Next(2) == 0 });
            AssertSame(expected, drafted, 1e-4f);
            accepted += drafted.Accepted;
        }

        Assert.InRange(accepted, 100, int.MaxValue);
    }

    [Fact]
    public void Sampling_with_a_seed_is_the_same_with_any_draft()
    {
        var random = new Random(4);
        for (var i = 0; i < 40; i++)
        {
            var request = RandomRequest(random) with { Sampling = new() { Temperature = 0.9f, TopP = 0.9f, Seed = i } };
            var expected = Generate(_exact, request);
            AssertSame(expected, Generate(_exact, request with { Draft = RandomDraft(random, expected.Text), ScoreDraft = random.Next(2) == 0 }), 1e-4f);
        }
    }

    [Theory]
    [InlineData("llama-fp32")]
    [InlineData("starcoder2-fp32")]
    [InlineData("llama-positions-fp32")]
    public void Every_kind_of_graph_verifies_drafts(string name)
    {
        using var model = LocalModel.Load(Path.Combine(FixtureModel.Folder, name), new RuntimeOptions { Provider = "cpu", PrefillChunk = 16 }, default);
        var random = new Random(5);
        for (var i = 0; i < 20; i++)
        {
            var request = RandomRequest(random);
            var expected = Generate(model, request);
            AssertSame(expected, Generate(model, request with { Draft = RandomDraft(random, expected.Text), ScoreDraft = random.Next(2) == 0 }), 1e-4f);
        }
    }

    [Fact]
    public void At_real_places_the_embedded_model_says_with_the_true_text_as_a_draft_what_it_says_without()
    {
        using var model = LocalModel.Load(
            Directory.GetDirectories(RepositoryRoot.Combine("models")).First(folder => File.Exists(Path.Combine(folder, "genai_config.json"))), new RuntimeOptions { Provider = "cpu" }, default);
        var random = new Random(6);
        var (accepted, otherwise) = (0, 0);
        const int Places = 60;
        for (var i = 0; i < Places; i++)
        {
            var source = SampleTexts.Sources[i % SampleTexts.Sources.Length];
            var at = random.Next(60, source.Length - 200);
            if (char.IsLowSurrogate(source[at]))
            {
                continue;
            }

            var before = model.Tokenizer.Encode(source.AsSpan(Math.Max(0, at - 250), Math.Min(at, 250)));
            var back = TokenHealing.TakeBack(model.Tokenizer, before, out var healing);
            var request = new GenerationRequest { Prompt = before.AsMemory()[..^back], Healing = healing, MaxTokens = 24 };
            if (request.Prompt.IsEmpty)
            {
                continue;
            }

            var expected = Generate(model, request);
            var draft = i % 2 == 0 ? source.Substring(at, 60) : RandomDraft(random, expected.Text);
            var drafted = Generate(model, request with { Draft = draft });
            accepted += drafted.Accepted;
            var common = expected.Tokens.Zip(drafted.Tokens).TakeWhile(pair => pair.First.Id == pair.Second.Id).Count();
            if (common < expected.Tokens.Count && common < drafted.Tokens.Count)
            {
                // Activations are rounded to 8 bits, not always alike in runs of different lengths: only what was as good as tied may fall otherwise.
                otherwise++;
                Assert.InRange(MathF.Abs(MathF.Log(expected.Tokens[common].Probability / drafted.Tokens[common].Probability)), 0, 0.1f);
            }
        }

        Assert.InRange(accepted, Places, int.MaxValue);
        Assert.InRange(otherwise, 0, Places / 8);
    }

    [Fact]
    public void A_right_draft_takes_a_run_for_every_piece_of_it_and_the_pieces_grow()
    {
        var (ngrams, tokenizer) = NGramModel.Of("def f(self):\n    return value\ndef g(self):\n    return value\n");
        using var model = ngrams.ToLocalModel(tokenizer);
        var request = new GenerationRequest { Prompt = tokenizer.Encode("def f(self):\n"), MaxTokens = 40 };
        var expected = Generate(model, request);
        var runs = 0;
        ngrams.Appending = (_, _) => runs++;
        var drafted = Generate(model, request with { Draft = expected.Text });
        AssertSame(expected, drafted, 0);
        var verified = tokenizer.Encode(expected.Text).Length;
        // 2 with the prompt, then 4, 8 and 16 behind a token each, then the rest.
        Assert.InRange(verified, 35, 40);
        Assert.InRange(runs, 5, 5 + expected.Tokens.Count - verified);
        Assert.InRange(drafted.Accepted, verified - 5, verified);
    }

    [Fact]
    public void What_is_accepted_ends_at_the_first_token_that_the_model_would_not_have_said()
    {
        var (ngrams, tokenizer) = NGramModel.Of("def f(self):\n    return value\n    return value\n");
        using var model = ngrams.ToLocalModel(tokenizer);
        var request = new GenerationRequest { Prompt = tokenizer.Encode("def f(self):\n"), Draft = "    return other\n    return value\n", ScoreDraft = true, MaxTokens = 20 };
        using var generation = model.Start(request, default);
        Assert.Equal(tokenizer.Encode("    return value").AsSpan().CommonPrefixLength(tokenizer.Encode("    return other")), generation.DraftScore!.Agreed);
        while (generation.MoveNext(default))
        {
        }

        Assert.Equal(generation.DraftScore.Agreed, generation.AcceptedTokens);
        Assert.StartsWith("    return value\n", generation.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_word_and_its_draft_are_verified_as_the_tokens_of_the_whole_word()
    {
        var (ngrams, tokenizer) = NGramModel.Of("def f(self):\n    return value\ndef g(self):\n    return value\n");
        using var model = ngrams.ToLocalModel(tokenizer);
        foreach (var cut in new[] { "    r", "    re", "    retu" })
        {
            var tokens = tokenizer.Encode("def h(self):\n" + cut);
            var count = TokenHealing.TakeBack(tokenizer, tokens, out var healing);
            using var generation = model.Start(new() { Prompt = tokens.AsMemory()[..^count], Healing = healing, MaxTokens = 12, Draft = "    return value"[cut.Length..], ScoreDraft = true }, default);
            Assert.Equal(generation.DraftScore!.Tokens, generation.DraftScore.Agreed);
            while (generation.MoveNext(default))
            {
            }

            Assert.Equal(generation.DraftScore.Tokens, generation.AcceptedTokens);
            Assert.StartsWith("    return value\n", cut + generation.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_generation_cancelled_at_any_token_goes_on_where_it_was_with_its_draft()
    {
        var request = new GenerationRequest { Prompt = RandomPrompt(new(8)), MaxTokens = 40 };
        var expected = Generate(_exact, request);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using var generation = _exact.Start(request with { Draft = expected.Text }, default);
        while (generation.Tokens.Count < expected.Tokens.Count)
        {
            Assert.Throws<OperationCanceledException>(() => generation.MoveNext(cancelled.Token));
            Assert.True(generation.MoveNext(default));
        }

        Assert.Equal(expected.Tokens.Select(token => token.Id), generation.Tokens.Select(token => token.Id));
    }

    [Fact]
    public void A_run_cancelled_inside_is_repeated_with_what_of_the_draft_went_along()
    {
        var (ngrams, tokenizer) = NGramModel.Of(string.Concat(Enumerable.Range(0, 30).Select(i => $"v{i} = call({i})\n")));
        using var model = ngrams.ToLocalModel(tokenizer);
        var request = new GenerationRequest { Prompt = tokenizer.Encode("v0 = "), MaxTokens = 60 };
        var expected = Generate(model, request);
        var runs = new List<int>();
        using var source = new CancellationTokenSource();
        ngrams.Appending = (tokens, _) =>
        {
            runs.Add(tokens);
            if (runs.Count == 2)
            {
                source.Cancel();
            }
        };
        using var generation = model.Start(request with { Draft = expected.Text }, default);
        Assert.Throws<OperationCanceledException>(() =>
        {
            while (generation.MoveNext(source.Token))
            {
            }
        });
        while (generation.MoveNext(default))
        {
        }

        Assert.Equal(runs[1], runs[2]);
        Assert.Equal(expected.Text, generation.Text);
    }

    [Fact]
    public void The_cache_of_a_draft_that_was_left_halfway_serves_the_next_prompt()
    {
        var prompt = RandomPrompt(new(9));
        var expected = Generate(_exact, new() { Prompt = prompt, MaxTokens = 30 });
        using (var left = _exact.Start(new() { Prompt = prompt, MaxTokens = 30, Draft = expected.Text }, default))
        {
            Assert.True(left.MoveNext(default));
        }

        int[] typed = [.. prompt, .. expected.Tokens.Take(3).Select(token => token.Id), 11, 12];
        var warm = Generate(_exact, new() { Prompt = typed, MaxTokens = 12 });
        using var cold = LocalModel.Load(Path.Combine(FixtureModel.Folder, "qwen2-fp32"), new RuntimeOptions { Provider = "cpu" }, default);
        AssertSame(Generate(cold, new() { Prompt = typed, MaxTokens = 12 }), warm, 1e-4f);
    }

    [Fact]
    public void A_context_that_is_nearly_full_takes_as_many_tokens_with_a_draft_as_without()
    {
        var random = new Random(10);
        for (var room = 1; room < 5; room++)
        {
            var request = new GenerationRequest { Prompt = Enumerable.Range(0, _exact.MaxTokens - room).Select(_ => random.Next(256)).ToArray(), MaxTokens = 20 };
            var expected = Generate(_exact, request);
            AssertSame(expected, Generate(_exact, request with { Draft = expected.Text + expected.Text }), 1e-4f);
        }
    }

    [Fact]
    public void A_model_that_gives_the_last_logits_alone_goes_without()
    {
        var (ngrams, tokenizer) = NGramModel.Of("def f(self):\n    return value\n", mostLogits: 1);
        using var model = ngrams.ToLocalModel(tokenizer);
        using var generation = model.Start(new() { Prompt = tokenizer.Encode("def f(self):\n"), Draft = "    return value\n", Candidates = ["    return"], MaxTokens = 20 }, default);
        while (generation.MoveNext(default))
        {
        }

        Assert.Null(generation.DraftScore);
        Assert.Equal([null], generation.CandidateScores);
        Assert.StartsWith("    return value\n", generation.Text, StringComparison.Ordinal);
    }

    // Half the prompts end in a word that is healed.
    private static GenerationRequest RandomRequest(Random random)
    {
        var prompt = RandomPrompt(random);
        byte[] healing = random.Next(2) == 0 ? [] : Encoding.UTF8.GetBytes(new[] { "re", "s", " in", "(", "de", "    r" }[random.Next(6)]);
        return new() { Prompt = prompt, Healing = healing, MaxTokens = random.Next(1, 40) };
    }

    private static int[] RandomPrompt(Random random) => [.. Enumerable.Range(0, random.Next(1, 90)).Select(_ => random.Next(256))];

    // Right, right up to somewhere, with a mistake, or nothing of it.
    private static string RandomDraft(Random random, string text) => random.Next(5) switch
    {
        0 => text,
        1 => text[..random.Next(text.Length + 1)],
        2 => text[..random.Next(text.Length + 1)] + "return x\n" + text,
        3 => text + "\r\n    more\u00e9 \ud83d\ude00 <|endoftext|>\n",
        _ => "x = self.y(\n    z)\n",
    };

    private static (List<GeneratedToken> Tokens, string Text, int Accepted) Generate(LocalModel model, GenerationRequest request)
    {
        using var generation = model.Start(request, default);
        while (generation.MoveNext(default))
        {
        }

        return ([.. generation.Tokens], generation.Text, generation.AcceptedTokens);
    }

    private static void AssertSame((List<GeneratedToken> Tokens, string Text, int Accepted) expected, (List<GeneratedToken> Tokens, string Text, int Accepted) drafted, float tolerance)
    {
        Assert.Equal(expected.Tokens.Select(token => token.Id), drafted.Tokens.Select(token => token.Id));
        Assert.Equal(expected.Text, drafted.Text);
        Assert.All(expected.Tokens.Zip(drafted.Tokens), pair => Assert.Equal(pair.First.Probability, pair.Second.Probability, tolerance));
    }
}
