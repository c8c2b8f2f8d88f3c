using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Completion.Tests.Evaluation;

public sealed class CalibrationTests
{
    [Fact]
    public void Each_language_gets_what_its_own_places_say()
    {
        // Python's confidences promise too much: the same confidence is right half as often.
        var answers = Draw("csharp", 800, trust: 1).Concat(Draw("python", 800, trust: 0.6)).ToArray();
        var calibration = Calibration.Fit(answers, new(0.5, null), seed: 1);
        var (csharp, python) = (calibration.Languages.Single(one => one.Language == "csharp"), calibration.Languages.Single(one => one.Language == "python"));
        Assert.True(csharp.Threshold + 0.2 < python.Threshold, $"{csharp.Threshold} {python.Threshold}");
        Assert.All(new[] { csharp, python }, one => Assert.InRange(one.Check.Right.Value, 0.4, 0.6));
        Assert.Equal(["*", "csharp", "python"], calibration.Thresholds.Select(threshold => threshold.Split('=')[0]));
    }

    [Fact]
    public void A_language_with_few_places_takes_the_threshold_of_all()
    {
        var calibration = Calibration.Fit([.. Draw("csharp", 400, 1), .. Draw("lua", 30, 1)], new(0.5, null), seed: 1);
        var lua = calibration.Languages.Single(one => one.Language == "lua");
        Assert.False(lua.IsOwn);
        Assert.Equal(calibration.Languages[0].Threshold, lua.Threshold);
        Assert.Equal(["*", "csharp"], calibration.Thresholds.Select(threshold => threshold.Split('=')[0]));
    }

    [Fact]
    public void The_wanted_escalation_comes_about_where_it_was_not_fitted() =>
        Assert.InRange(Calibration.Fit(Draw("csharp", 2000, 1), new(null, 0.4), seed: 2).Languages[0].Escalation.Value, 0.35, 0.45);

    [Fact]
    public void No_file_is_in_both_halves()
    {
        // Each file is all right or all wrong at a confidence of its own. A threshold fitted on the files that it is checked on would be perfect.
        var random = new Random(4);
        var answers = Enumerable.Range(0, 60).Select(i => (File: $"f{i}", Confidence: random.NextDouble(), Right: random.Next(2) == 0))
            .SelectMany(file => Enumerable.Range(0, 4).Select(_ => Answer("csharp", file.File, file.Confidence, file.Right))).ToArray();
        var calibration = Calibration.Fit(answers, new(0.9, null), seed: 1);
        Assert.All(calibration.Languages, one => Assert.Equal(0, one.Fitted % 4));
        Assert.Equal(answers.Length, calibration.Languages[0].Fitted + calibration.Languages[0].Check.Local.Count);
    }

    [Fact]
    public void A_goal_out_of_reach_leaves_everything_to_the_cloud_and_says_so()
    {
        var calibration = Calibration.Fit(Draw("csharp", 200, trust: 0), new(0.9, null), seed: 1);
        Assert.Equal((ThresholdFit.Never, false, 1.0), (calibration.Languages[0].Threshold, calibration.Languages[0].Reached, calibration.Languages[0].Escalation.Value));
    }

    [Fact]
    public void Too_few_places_are_refused_in_a_sentence() =>
        Assert.Contains("needed", Assert.Throws<EvaluationException>(() => Calibration.Fit(Draw("csharp", 50, 1), new(0.8, null), seed: 1)).Message, StringComparison.Ordinal);

    private static HoleAnswer[] Draw(string language, int count, double trust)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(i => (i, confidence: 0.01 + 0.98 * random.NextDouble())).Select(one => Answer(language, $"{language}{one.i / 5}", one.confidence, random.NextDouble() < one.confidence * trust))];
    }

    private static HoleAnswer Answer(string language, string file, double confidence, bool right)
    {
        var item = new CompletionItem { Id = "", Start = 0, Length = 0, InsertText = "", GhostText = right ? "yes" : "no", Origin = CompletionOrigin.Workspace, Confidence = confidence };
        return new(new(new($"file:///{file}", language, "yes\n"), HoleKind.Line, 0, "yes", true), new() { Items = [item] }, TimeSpan.Zero);
    }
}
