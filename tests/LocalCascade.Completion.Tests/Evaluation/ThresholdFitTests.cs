using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Completion.Tests.Evaluation;

public sealed class ThresholdFitTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(0.95)]
    public void With_true_confidences_the_wanted_precision_comes_about_on_new_places(double wanted)
    {
        var threshold = ThresholdFit.ForPrecision(Draw(4000, seed: 1), wanted)!.Value;
        var point = TradeOffPoint.At(threshold, Draw(20_000, seed: 2));
        // More rather than less: thresholds lie between steps of the curve only.
        Assert.InRange(point.Right.Value, wanted - 0.03, wanted + 0.05);
    }

    [Fact]
    public void What_is_answered_where_it_was_fitted_reaches_the_goal_and_a_lower_step_does_not()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var judgements = Draw(150, seed);
            if (ThresholdFit.ForPrecision(judgements, 0.8) is not { } threshold)
            {
                continue;
            }

            Assert.True(TradeOffPoint.At(threshold, judgements).Right.Value >= 0.8);
            var below = IsotonicFit.Fit(judgements.Where(one => one.Confidence > 0)).Where(step => step.From < threshold).ToArray();
            Assert.All(below, step => Assert.True(TradeOffPoint.At(step.From, judgements).Right.Value < 0.8));
        }
    }

    [Fact]
    public void A_goal_that_nothing_reaches_has_no_threshold()
    {
        Assert.Null(ThresholdFit.ForPrecision([.. Enumerable.Range(0, 100).Select(i => new Judgement(i / 100.0, false))], 0.5));
        Assert.Null(ThresholdFit.ForPrecision([new(0.9, true), new(0.8, true)], 0.5));
        Assert.Null(ThresholdFit.ForPrecision([], 0.5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(0.6)]
    [InlineData(1)]
    public void The_wanted_share_of_places_lies_below_the_threshold(double rate)
    {
        var judgements = Draw(1000, seed: 3);
        var point = TradeOffPoint.At(ThresholdFit.ForEscalation(judgements, rate), judgements);
        Assert.Equal(rate, 1 - point.Local.Value, 0.0011);
    }

    [Fact]
    public void Places_without_an_answer_are_escalated_by_any_threshold()
    {
        Judgement[] judgements = [new(0, false), new(0, false), new(0, false), new(0.5, true)];
        Assert.Equal(0.25, TradeOffPoint.At(ThresholdFit.ForEscalation(judgements, 0.1), judgements).Local.Value);
    }

    // Confidences that are true: right as often as they say.
    private static Judgement[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble()).Select(confidence => new Judgement(confidence, random.NextDouble() < confidence))];
    }
}
