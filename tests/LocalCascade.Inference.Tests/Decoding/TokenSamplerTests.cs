using LocalCascade.Inference.Decoding;

namespace LocalCascade.Inference.Tests.Decoding;

public class TokenSamplerTests
{
    private static readonly float[] Logits = [.. Enumerable.Range(0, 1000).Select(i => MathF.Sin(i * i) * 5)];

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_model_that_computes_no_numbers_is_an_error_and_never_certainty(float broken)
    {
        var logits = Logits.ToArray();
        logits[77] = broken;
        Assert.Contains("no numbers", Assert.Throws<InferenceException>(() => new TokenSampler(1000, SamplingOptions.Greedy).Choose(logits)).Message, StringComparison.Ordinal);
        Assert.Throws<InferenceException>(() => new TokenSampler(1000, new() { Temperature = 1 }).Choose(logits, [1, 2, 3]));
    }

    [Fact]
    public void Tokens_masked_out_by_the_model_are_no_error()
    {
        var logits = Enumerable.Repeat(float.NegativeInfinity, 1000).ToArray();
        logits[5] = 1;
        logits[6] = 1;
        var token = new TokenSampler(1000, SamplingOptions.Greedy).Choose(logits);
        Assert.Equal(0.5, token.Probability, 1e-6);
        Assert.Equal(Math.Log(2), token.Entropy, 1e-5);
    }

    [Fact]
    public void Ranks_follow_the_probabilities()
    {
        var sampler = new TokenSampler(1000, SamplingOptions.Greedy);
        var expected = Enumerable.Range(0, 1000).OrderByDescending(i => Logits[i]).Take(6);
        Assert.Equal(expected, Enumerable.Range(0, 6).Select(rank => sampler.ChooseRanked(Logits, rank).Id));
        Assert.Equal(sampler.Choose(Logits), sampler.ChooseRanked(Logits, 0));
    }

    [Fact]
    public void Among_allowed_tokens_probabilities_add_up_to_one_however_improbable_all_are()
    {
        var logits = Logits.ToArray();
        logits[0] = 500;
        int[] allowed = [10, 20, 30];
        var sampler = new TokenSampler(1000, SamplingOptions.Greedy);
        Assert.Equal(1, allowed.Sum(id => sampler.Take(logits, allowed, id).Probability), 1e-5);
        Assert.Equal(allowed.MaxBy(id => Logits[id]), sampler.Choose(logits, allowed).Id);
    }

    [Theory]
    [InlineData(1f, 1f, 0)]
    [InlineData(0.5f, 1f, 0)]
    [InlineData(1f, 0.5f, 0)]
    [InlineData(1f, 1f, 3)]
    public void Samples_are_as_frequent_as_their_probability(float temperature, float topP, int topK)
    {
        const int Draws = 40_000;
        float[] logits = [1, 0.5f, 2, -1, 0, float.NegativeInfinity];
        var weights = logits.Select(l => Math.Exp(l / temperature)).ToArray();
        var order = Enumerable.Range(0, logits.Length).OrderByDescending(i => weights[i]).ToArray();
        var nucleus = Enumerable.Range(1, logits.Length).First(n => order.Take(n).Sum(i => weights[i]) >= topP * weights.Sum() * 0.999999);
        var kept = order.Take(topK > 0 ? Math.Min(topK, nucleus) : nucleus).ToArray();
        var sampler = new TokenSampler(logits.Length, new() { Temperature = temperature, TopP = topP, TopK = topK, Seed = 3 });
        var counts = new int[logits.Length];
        for (var i = 0; i < Draws; i++)
        {
            counts[sampler.Choose(logits).Id]++;
        }

        for (var i = 0; i < logits.Length; i++)
        {
            var probability = kept.Contains(i) ? weights[i] / kept.Sum(k => weights[k]) : 0;
            // Five standard deviations; the seed is fixed.
            Assert.InRange((double)counts[i] / Draws, probability - 5 * Math.Sqrt(probability * (1 - probability) / Draws), probability + 5 * Math.Sqrt(probability * (1 - probability) / Draws));
        }
    }

    [Fact]
    public void Top_1_is_greedy_at_any_temperature() =>
        Assert.Equal(
            new TokenSampler(1000, SamplingOptions.Greedy).Choose(Logits),
            new TokenSampler(1000, new() { Temperature = 2, TopK = 1 }).Choose(Logits));

    [Fact]
    public void The_reported_probability_is_the_models_own_whatever_the_temperature()
    {
        var greedy = new TokenSampler(1000, SamplingOptions.Greedy);
        var sampled = new TokenSampler(1000, new() { Temperature = 0.3f, Seed = 9 }).Choose(Logits);
        Assert.Equal(greedy.Take(Logits, [.. Enumerable.Range(0, 1000)], sampled.Id).Probability, sampled.Probability, 1e-5);
    }
}
