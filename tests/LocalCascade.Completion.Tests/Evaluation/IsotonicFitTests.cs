using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Completion.Tests.Evaluation;

public sealed class IsotonicFitTests
{
    // The min-max formula of isotonic regression: the greatest over beginnings of the least over ends of the mean between them.
    private static double[] Reference(Judgement[] sorted)
    {
        var groups = sorted.GroupBy(one => one.Confidence).OrderBy(group => group.Key).Select(group => (Right: group.Count(one => one.IsRight), Count: group.Count())).ToArray();
        var values = new List<double>();
        for (var i = 0; i < groups.Length; i++)
        {
            var best = double.NegativeInfinity;
            for (var from = 0; from <= i; from++)
            {
                var least = double.PositiveInfinity;
                for (var to = i; to < groups.Length; to++)
                {
                    least = Math.Min(least, (double)groups[from..(to + 1)].Sum(group => group.Right) / groups[from..(to + 1)].Sum(group => group.Count));
                }

                best = Math.Max(best, least);
            }

            values.AddRange(Enumerable.Repeat(best, groups[i].Count));
        }

        return [.. values];
    }

    [Fact]
    public void It_is_the_best_curve_that_never_falls()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            // Few different values, so that there are ties.
            var judgements = Enumerable.Range(0, random.Next(1, 25)).Select(_ => new Judgement(random.Next(12) / 12.0, random.Next(2) == 0)).OrderBy(one => one.Confidence).ToArray();
            var steps = IsotonicFit.Fit(judgements);
            var fitted = judgements.Select(one => steps.Single(step => one.Confidence >= step.From && one.Confidence <= step.To).Right.Value).ToArray();
            Assert.Equal(Reference(judgements), fitted, (a, b) => Math.Abs(a - b) < 1e-12);
            Assert.Equal(judgements.Length, steps.Sum(step => step.Right.Count));
        }
    }

    [Fact]
    public void Nothing_gives_no_steps() => Assert.Empty(IsotonicFit.Fit([]));
}
