namespace LocalCascade.Yardstick.Tests;

public class MeasureTests
{
    [Fact]
    public void The_precision_of_the_surest_quarter_counts_all_places()
    {
        Judgement[] judgements = [new(0.9, true), new(0.8, false), new(0.7, true), new(0.6, true), new(0, false), new(0, false), new(0, false), new(0, false)];

        Assert.Equal(0.5, Coverage.PrecisionAt(0.25, judgements), 9);
        Assert.Equal(0.75, Coverage.PrecisionAt(0.5, judgements), 9);
    }

    [Fact]
    public void Of_equally_sure_places_at_the_edge_a_part_counts()
    {
        Judgement[] judgements = [new(0.9, true), new(0.5, true), new(0.5, false), new(0.5, false)];

        Assert.Equal((1 + 1 / 3.0) / 2, Coverage.PrecisionAt(0.5, judgements), 9);
    }

    [Fact]
    public void Where_less_is_answered_there_is_no_precision()
    {
        Judgement[] judgements = [new(0.9, true), new(0, false), new(0, false), new(0, false)];

        Assert.Equal(1, Coverage.PrecisionAt(0.25, judgements), 9);
        Assert.Equal(double.NaN, Coverage.PrecisionAt(0.5, judgements));
        Assert.All(Coverage.Curve(judgements), point => Assert.InRange(point.Coverage, 0.05, 0.25));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(0, 5, 0.0625)]
    [InlineData(2, 10, 0.03857)]
    [InlineData(10, 2, 0.03857)]
    public void McNemar_is_the_binomial_test_of_the_places_where_one_alone_is_right(int first, int second, double chance) =>
        Assert.Equal(chance, Paired.McNemar(first, second), 5);

    [Fact]
    public void Drawing_files_tells_wider_intervals_than_drawing_places_that_resemble_each_other()
    {
        // Twenty files of ten places, alike within each.
        var items = Enumerable.Range(0, 200).Select(i => (File: i / 10, Value: i / 10 % 2)).ToArray();

        var files = Bootstrap.Of(items, item => $"{item.File}", drawn => drawn.Average(item => item.Value));
        var places = Bootstrap.Of(items.Index().ToArray(), item => $"{item.Index}", drawn => drawn.Average(item => item.Item.Value));

        Assert.Equal(0.5, files.Value, 9);
        Assert.InRange(places.High - places.Low, 0.08, 0.20);
        Assert.True(files.High - files.Low > 2 * (places.High - places.Low));
    }

    [Fact]
    public void The_calibration_error_is_the_mean_distance_of_promise_and_truth()
    {
        Judgement[] judgements = [new(0.85, true), new(0.85, false), new(0.15, false), new(0.15, false), new(0, false)];

        Assert.Equal((0.35 + 0.15) / 2, Score.CalibrationErrorOf(judgements), 9);
    }

    [Fact]
    public void Sources_are_compared_at_the_same_places()
    {
        var file = new CodeText("file:///a.cs", "csharp", "var left = Compute(first);\nvar right = Compute(second);\n");
        var package = new Package("p", "csharp", [file]);
        var holes = new[] { Hole(4), Hole(31) };
        Outcome[] good = [Right(holes[0]), Right(holes[1])];
        Outcome[] bad = [Right(holes[0]), new(holes[1], new("left", 0.4, TimeSpan.Zero))];

        var pair = Paired.Of("good", good, "bad", bad);

        Assert.Equal((1, 0, 0.5), (pair.OnlyFirst, pair.OnlySecond, pair.Exact.Value));
        Assert.Throws<InvalidOperationException>(() => Paired.Of("good", good, "bad", [bad[1], bad[0]]));

        PackageHole Hole(int at) => new(package, new(file, HoleKind.Line, at, file.Text[at..file.Text.IndexOf('\n', at)], false));
        static Outcome Right(PackageHole hole) => new(hole, new(hole.Hole.Expected, 0.8, TimeSpan.Zero));
    }

    [Fact]
    public void At_the_rest_of_a_line_the_first_line_counts()
    {
        var file = new CodeText("file:///a.cs", "csharp", "var left = Compute(first);\nvar right = 1;\n");
        var hole = new PackageHole(new("p", "csharp", [file]), new(file, HoleKind.Line, 11, "Compute(first);", false));

        Assert.True(new Outcome(hole, new("Compute(first);\nvar else = 2;", 0.5, TimeSpan.Zero)).IsExact);
        var empty = new Outcome(hole, new("\nvar else = 2;", 0.5, TimeSpan.Zero));
        Assert.Equal((false, 0.0), (empty.IsAnswered, empty.Answer.Confidence));
    }
}
