using LocalCascade.Completion;
using LocalCascade.Completion.Evaluation;
using LocalCascade.Daemon.Evaluation;

namespace LocalCascade.Daemon.Tests.Evaluation;

public sealed class SweepPointTests
{
    private static readonly EvalPass Local = new(EvalTier.Local, TimeSpan.Zero,
    [
        Answer(0.9, right: true, milliseconds: 10),
        Answer(0.5, right: false, milliseconds: 20),
        Answer(0.2, right: true, milliseconds: 20),
        Answer(null, right: false, milliseconds: 20),
    ]);

    private static readonly EvalPass Cloud = new(EvalTier.Cloud, TimeSpan.FromMilliseconds(25),
    [
        Answer(0.7, right: false, milliseconds: 100),
        Answer(0.7, right: true, milliseconds: 100),
        Answer(null, right: false, milliseconds: 100),
        Answer(0.7, right: true, milliseconds: 100),
    ]);

    [Fact]
    public void Below_the_threshold_the_clouds_answer_counts_behind_the_time_to_decide()
    {
        var point = SweepPoint.Of(Local, Cloud, confidenceTokens: 3).Single(point => point.Threshold == 0.4);
        Assert.Equal(new Share(2, 4), point.StayedLocal);

        // Right: the first (local), not the second (local, wrong), the third (the cloud has nothing, the local text counts), the fourth (cloud).
        Assert.Equal(new Share(3, 4), point.Exact);

        // 10 and 20 for what stays; 100 and the 5 ms until the third token for each of the others.
        Assert.Equal((10 + 20 + 105 + 105) / 4.0, point.Milliseconds.Value, 1e-9);
        Assert.Equal(25, point.RoundTripMilliseconds);
    }

    [Fact]
    public void The_ends_are_all_that_has_an_answer_and_nothing()
    {
        var points = SweepPoint.Of(Local, Cloud, confidenceTokens: 3);
        Assert.Equal(new Share(3, 4), points[0].StayedLocal);
        Assert.Equal(new Share(0, 4), points[^1].StayedLocal);
        Assert.Equal(points.OrderByDescending(point => point.StayedLocal.Hits), points);
    }

    [Fact]
    public void A_score_counts_what_stayed_and_what_came_late()
    {
        var cascade = new EvalPass(EvalTier.Cascade, TimeSpan.Zero,
        [
            Answer(0.9, true, 10),
            Answer(0.7, true, 100, CloudOutcome.Won),
            Answer(0.1, false, 500, CloudOutcome.Late),
            Answer(null, false, 30, CloudOutcome.Failed),
        ]);
        var score = EvalScore.Of("all", cascade, cascade.Answers);
        Assert.Equal((new Share(1, 4), 3, 1, new Share(2, 4)), (score.StayedLocal, score.CloudRequests, score.CloudLate, score.Exact));
        Assert.Equal((100, 500, 160), (score.Milliseconds50, score.Milliseconds95, score.Milliseconds.Value));
    }

    [Fact]
    public void A_means_interval_shrinks_with_the_root_of_the_count()
    {
        // 0 and 1 by turns: the standard deviation is a half.
        var mean = Mean.Of([.. Enumerable.Range(0, 10_000).Select(i => (double)(i % 2))]);
        Assert.Equal((0.5, 0.0098), (mean.Value, Math.Round(mean.Spread, 4)));
        Assert.Equal(double.NaN, Mean.Of([]).Value);
    }

    private static HoleAnswer Answer(double? confidence, bool right, double milliseconds, CloudOutcome outcome = CloudOutcome.NotAsked)
    {
        var item = new CompletionItem { Id = "", Start = 0, Length = 0, InsertText = "", GhostText = right ? "yes" : "no", Origin = CompletionOrigin.LocalModel, Confidence = confidence ?? 0 };
        var timings = new CompletionTimings { Prefill = TimeSpan.FromMilliseconds(2), Decode = TimeSpan.FromMilliseconds(10), GeneratedTokens = 10 };
        return new(new(new("file:///a", "csharp", "yes\n"), HoleKind.Line, 0, "yes", true), new() { Items = confidence is null ? [] : [item], Timings = timings, Decision = new() { CloudOutcome = outcome } }, TimeSpan.FromMilliseconds(milliseconds));
    }
}
