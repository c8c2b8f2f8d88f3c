namespace LocalCascade.Yardstick.Tests;

public class SourceTests
{
    private const string Code = """
        public void Start()
        {
            logger.LogInformation("starting", name);
            service.Begin(name);
        }

        public void Stop()
        {
            logger.LogInformation("stopping", name);
            service.Finish(name);
        }

        public void Pause()
        {
            logger.LogInformation("pausing", name);
            service.Rest(name);
        }

        """;

    [Fact]
    public async Task Same_file_copies_behind_the_longest_run_before_the_cursor()
    {
        var answer = await Ask(new SameFileCompleter(), "logger.LogInformation(\"pausing\"", ", name);");

        Assert.Equal(", name);", answer.Text);
        Assert.InRange(answer.Confidence, 0.01, 0.99);
    }

    [Fact]
    public async Task Same_file_copies_lines_as_long_as_they_belong_to_the_block()
    {
        var place = Place("logger.LogInformation(\"pausing\"", ", name);\n    service.Rest(name);", HoleKind.Block);

        var answer = await new SameFileCompleter().CompleteAsync(place, CancellationToken.None);

        Assert.Equal(", name);\n    service.Finish(name);", answer.Text);
    }

    [Theory]
    [InlineData("    logger.", "LogInformation(\"pausing\", name);", "LogInformation(\"")]
    [InlineData("    logger.LogInfo", "rmation(\"pausing\", name);", "rmation(\"")]
    [InlineData("LogInformation(\"pausing\", ", "name);", "name);")]
    [InlineData("public void ", "Pause()", "St")]
    public async Task The_6_gram_goes_on_to_the_end_of_the_line_and_heals_the_word(string before, string expected, string beginning)
    {
        var answer = await Ask(new NGramCompleter(), before, expected);

        Assert.StartsWith(beginning, answer.Text, StringComparison.Ordinal);
        Assert.EndsWith(expected[^1..], answer.Text, StringComparison.Ordinal);
        Assert.InRange(answer.Confidence, 1e-9, 1);
    }

    [Fact]
    public async Task The_6_gram_does_not_know_what_was_cut_out()
    {
        var answer = await Ask(new NGramCompleter(), "    service.", "Rest(name);");

        Assert.DoesNotContain("Rest", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_predictor_does_not_know_what_was_cut_out_and_is_whole_again_for_the_next_hole()
    {
        await using var predictor = new WorkspaceCompleter();
        var place = Place("    service.", "Rest(name);", HoleKind.Line);

        var first = await predictor.CompleteAsync(place, CancellationToken.None);
        var again = await predictor.CompleteAsync(place, CancellationToken.None);

        Assert.Equal((first.Text, first.Confidence), (again.Text, again.Confidence));
    }

    [Fact]
    public async Task No_candidate_comes_from_what_was_cut_out()
    {
        var place = Place("    service.", "Rest(name);", HoleKind.Line);
        var predictor = await WorkspaceCompleter.LoadAsync(place.Package);
        predictor.Open(place.ToRequest().Document);
        await predictor.Settled;

        var ranked = predictor.Search(place.ToRequest().Document, place.Hole.Offset, CancellationToken.None).Rank();

        Assert.NotEmpty(ranked);
        Assert.DoesNotContain(ranked, candidate => candidate.Candidate.Text.Contains("Rest", StringComparison.Ordinal));
    }

    private static async Task<Answer> Ask(ICompleter completer, string before, string expected) =>
        await completer.CompleteAsync(Place(before, expected, HoleKind.Line), CancellationToken.None);

    // The hole stands behind the last place where the text before it and the missing text meet.
    private static PackageHole Place(string before, string expected, HoleKind kind)
    {
        var file = new CodeText("file:///packages/p/a.cs", "csharp", Code.ReplaceLineEndings("\n"));
        var at = file.Text.LastIndexOf(before + expected, StringComparison.Ordinal);
        Assert.True(at >= 0);
        return new(new("p", "csharp", [file]), new(file, kind, at + before.Length, expected, false));
    }
}
