using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Completion.Tests.Evaluation;

public sealed class RankingTests
{
    [Fact]
    public void It_is_the_share_of_pairs_in_the_right_order_with_ties_halved()
    {
        var random = new Random(8);
        for (var round = 0; round < 100; round++)
        {
            var all = Enumerable.Range(0, 30).Select(_ => new Judgement(random.Next(8) / 8.0, random.Next(2) == 0)).ToArray();
            var pairs = (from right in all where right.IsRight from wrong in all where !wrong.IsRight select right.Confidence > wrong.Confidence ? 1.0 : right.Confidence == wrong.Confidence ? 0.5 : 0).ToArray();
            Assert.Equal(pairs.Average(), Ranking.GetAuc(all), 1e-12);
        }
    }

    [Fact]
    public void Without_both_kinds_it_is_not_a_number() => Assert.Equal(double.NaN, Ranking.GetAuc([new(0.5, true), new(0.7, true)]));
}
