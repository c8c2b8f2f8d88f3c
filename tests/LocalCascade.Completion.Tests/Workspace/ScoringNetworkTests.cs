using LocalCascade.Completion.Workspace;

namespace LocalCascade.Completion.Tests.Workspace;

public sealed class ScoringNetworkTests
{
    [Fact]
    public void The_score_is_that_of_the_formula()
    {
        // Two inputs, two hidden units, one second.
        float[] weights = [2, 2, 1, /* mean */ 1, 0, /* deviation */ 2, 1, /* first */ 1, 0, 0, -1, /* bias */ 0.5f, 0, /* second */ 2, 3, /* bias */ 1, /* output */ 10, /* linear */ 0.25f, 0.5f, /* bias */ 7];

        // Scaled: 1 and -2; hidden: 1.5 and 2; second: 3 + 6 + 1.
        Assert.Equal(100 + 0.25f - 1 + 7, new ScoringNetwork(weights).Score([3, -2]), 4);

        // What is far out is clipped at 4 deviations.
        Assert.Equal(new ScoringNetwork(weights).Score([9, -2]), new ScoringNetwork(weights).Score([1000, -2]));
    }

    [Fact]
    public void Weights_that_do_not_fit_together_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ScoringNetwork([1, 1]));
        Assert.Throws<ArgumentException>(() => new ScoringNetwork([2, 2, 1, 0, 0]));
        Assert.Throws<ArgumentException>(() => ScoringNetwork.Load("no.weights"));
    }

    [Fact]
    public void The_weights_that_are_shipped_fit_the_features()
    {
        Assert.Equal(RankingFeatures.Count, ScoringNetwork.Load("ranking.weights").Inputs);
        Assert.Equal(PredictionFeatures.Count, ScoringNetwork.Load("confidence.weights").Inputs);
    }
}
