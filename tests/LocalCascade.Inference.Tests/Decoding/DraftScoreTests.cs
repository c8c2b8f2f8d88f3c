using System.Text;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tests.Fixtures;

namespace LocalCascade.Inference.Tests.Decoding;

/// <summary>Scores against the logits that the model gives token by token.</summary>
public sealed class DraftScoreTests : IDisposable
{
    private readonly LocalModel _model = LocalModel.Load(Path.Combine(FixtureModel.Folder, "qwen2-fp32"), new RuntimeOptions { Provider = "cpu" }, default);

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData("", "return value")]
    [InlineData("", "x = call(a, b);")]
    [InlineData("", "return")]
    [InlineData("re", "turn value;")]
    [InlineData("    r", "eturn self")]
    public void The_logarithms_are_those_of_the_tokens_one_by_one(string healing, string draft)
    {
        int[] prompt = [5, 6, 7, 8, 9, 10];
        using var generation = _model.Start(new() { Prompt = prompt, Healing = Encoding.UTF8.GetBytes(healing), Draft = draft, ScoreDraft = true, MaxTokens = 30 }, default);
        var score = generation.DraftScore!;
        var tokens = _model.Tokenizer.Encode(healing + draft);
        Assert.Equal(tokens.Length, score.Tokens);
        Assert.True(score.IsWhole);

        using var raw = FixtureModel.Load("qwen2-fp32");
        using var session = raw.CreateSession(64);
        var logits = session.Append(prompt, default).ToArray();
        var left = healing;
        var sum = 0.0;
        for (var i = 0; i < tokens.Length; i++)
        {
            var text = _model.Tokenizer.Decode([tokens[i]]);
            var agreeing = left;
            bool Fits(int id) => Text(id) is { Length: > 0 } other ? other.StartsWith(agreeing, StringComparison.Ordinal) || agreeing.StartsWith(other, StringComparison.Ordinal) : agreeing.Length == 0;
            var weights = Weights(logits);
            var all = weights.Where((_, id) => Fits(id)).Sum();
            var own = weights[tokens[i]];
            var breaking = i < tokens.Length - 1 ? 0 : weights.Where((_, id) => Text(id).StartsWith(text + "\n", StringComparison.Ordinal) || Text(id).StartsWith(text + "\r", StringComparison.Ordinal)).Sum();
            Assert.Equal(Math.Log((own + breaking) / all), score.LogProbabilities[i], 1e-3);
            sum += Math.Log((own + breaking) / all);
            left = left[Math.Min(left.Length, text.Length)..];
            logits = session.Append([tokens[i]], default).ToArray();
            if (i == tokens.Length - 1)
            {
                var behind = Weights(logits);
                var ends = behind.Where((_, id) => _model.IsStop(id) || Text(id).StartsWith('\n') || Text(id).StartsWith('\r')).Sum() / behind.Sum();
                Assert.Equal(Math.Log((breaking + own * ends) / (own + breaking)), score.End!.Value, 1e-3);
            }
        }

        Assert.Equal(sum, score.Sum, 1e-2);
        Assert.Equal(sum / tokens.Length, score.Mean, 1e-3);
        Assert.Equal(score.LogProbabilities[0], score.First);
        Assert.Equal(score.LogProbabilities.Min(), score.Minimum);
    }

    [Fact]
    public void The_models_own_text_agrees_throughout_and_scores_as_its_tokens_do()
    {
        var (ngrams, tokenizer) = NGramModel.Of("def f(self):\n    return value\ndef g(self):\n    return value\n");
        using var model = ngrams.ToLocalModel(tokenizer);
        using var generation = model.Start(new() { Prompt = tokenizer.Encode("def f(self):\n"), Draft = "    return value", ScoreDraft = true, MaxTokens = 20 }, default);
        while (generation.MoveNext(default) && generation.Tokens.Count < generation.DraftScore!.Tokens)
        {
        }

        var score = generation.DraftScore!;
        Assert.Equal(score.Tokens, score.Agreed);
        Assert.Equal(generation.Tokens.Take(score.Tokens - 1).Sum(token => Math.Log(token.Probability)), score.LogProbabilities.SkipLast(1).Sum(), 1e-3);
        Assert.InRange(score.End!.Value, -0.5, 0);
    }

    [Fact]
    public void Candidates_are_scored_as_drafts_would_be_and_change_nothing()
    {
        int[] prompt = [.. Enumerable.Range(0, 100).Select(i => (i * 37 + 5) % 256)];
        string[] texts = ["return value", "x", "self.call(a)\n    return", "\u00e9t\u00e9;"];
        using var plain = _model.Start(new() { Prompt = prompt, Draft = "return value" }, default);
        while (plain.MoveNext(default))
        {
        }

        var alone = texts.Select(text =>
        {
            using var generation = _model.Start(new() { Prompt = prompt, Draft = text, ScoreDraft = true }, default);
            return generation.DraftScore!;
        }).ToArray();
        using var together = _model.Start(new() { Prompt = prompt, Candidates = texts, Draft = "return value" }, default);
        while (together.MoveNext(default))
        {
        }

        Assert.Equal(plain.Tokens.Select(token => token.Id), together.Tokens.Select(token => token.Id));
        for (var i = 0; i < texts.Length; i++)
        {
            var score = together.CandidateScores[i]!;
            Assert.Equal(alone[i].Agreed, score.Agreed);
            Assert.Equal(alone[i].Sum, score.Sum, 1e-2);
            Assert.Equal(alone[i].End!.Value, score.End!.Value, 1e-2);
        }
    }

    [Fact]
    public void A_blocks_first_line_can_be_looked_at_alone()
    {
        using var generation = _model.Start(new() { Prompt = new[] { 1, 2, 3 }, Draft = "return\n    x", ScoreDraft = true, MaxTokens = 20 }, default);
        var (whole, first) = (generation.DraftScore!, generation.DraftScore!.FirstLine);
        Assert.InRange(first.Tokens, 1, whole.Tokens - 1);
        Assert.Equal(whole.LogProbabilities.Take(first.Tokens), first.LogProbabilities);
        Assert.Null(first.End);
        Assert.DoesNotContain("x", _model.Tokenizer.Decode(_model.Tokenizer.Encode("return\n    x").AsSpan(0, first.Tokens)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_longer_than_a_piece_is_scored_by_its_beginning()
    {
        using var generation = _model.Start(new() { Prompt = new[] { 1, 2, 3 }, Draft = string.Concat(Enumerable.Repeat("value = other(1)\n", 20)), MaxTokens = 200 }, default);
        Assert.False(generation.DraftScore!.IsWhole);
        Assert.Equal(2, generation.DraftScore.Tokens);
        Assert.Null(generation.DraftScore.End);
    }

    [Fact]
    public void Half_a_character_at_the_cursor_is_not_drafted_behind()
    {
        using var generation = _model.Start(new() { Prompt = new[] { 1, 2, 3 }, Healing = new byte[] { 0xA9 }, Draft = "t", MaxTokens = 4 }, default);
        Assert.Null(generation.DraftScore);
    }

    private string Text(int id) => id < _model.Tokenizer.VocabularySize ? Encoding.Latin1.GetString(_model.Tokenizer.GetBytes(id)) : "";

    private double[] Weights(float[] logits)
    {
        var max = logits.Max();
        return [.. logits.Take(_model.Tokenizer.VocabularySize).Select(logit => Math.Exp(logit - max))];
    }
}
