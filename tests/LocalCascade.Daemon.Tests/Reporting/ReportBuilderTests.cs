using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Reporting;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Reporting;

/// <summary>The numbers, counted by hand.</summary>
public sealed class ReportBuilderTests
{
    private static readonly TelemetrySettings Prices = new() { CloudPricePerMillionInputTokens = 2, CloudPricePerMillionOutputTokens = 10, CloudCurrency = "EUR" };

    private readonly ManualTimeProvider _clock = new();
    private int _ids;

    private DateTimeOffset Now => _clock.GetUtcNow();

    [Fact]
    public void The_split_counts_answers_by_who_gave_them()
    {
        var report = Build(
            [.. Rows(3, Workspace), .. Rows(4, Model), .. Rows(1, Model with { FromCache = true }), .. Rows(1, Model with { Prefetched = true }), .. Rows(1, Cloud), .. Rows(2, None), .. Rows(8, Cancelled)]);
        Assert.Equal([("workspace", 3L), ("model", 4L), ("cache", 2L), ("cloud", 1L), ("none", 2L)], report.Tiers.Select(t => (t.Tier, t.Requests)));
        Assert.Equal((20, 10), (report.Requests, report.Answered));
        Assert.Equal(0.9, report.LocalShare);
        Assert.Equal(19.0 / 20, report.StayedShare);
        Assert.Equal(0.2, report.TypeThroughShare);
        Assert.Equal(0.4, report.CancelledShare);
        Assert.Equal(4.0 / 12, report.Tiers[1].Share);
        Assert.Equal([new("decode", 8)], report.CancelledAt);
        Assert.Equal([new("LowConfidence", 2)], report.Reasons);
    }

    [Fact]
    public void Percentiles_are_times_that_were_measured()
    {
        var report = Build(Enumerable.Range(1, 100).Select(ms => Row(Model with { TotalMs = ms })));
        var model = report.Tiers[1];
        Assert.Equal((50.0, 95.0, 99.0), (model.P50Ms, model.P95Ms, model.P99Ms));
        Assert.Equal(100, model.Histogram.Sum());
        Assert.Null(report.Tiers[0].P50Ms);
        Assert.Equal(7, Build([Row(Cloud with { TotalMs = 7 })]).Tiers[3].P99Ms);
    }

    [Fact]
    public void A_suggestion_counts_once_and_is_strong_when_three_quarters_of_it_live_for_two_minutes()
    {
        var report = Build(
        [
            // Shown at three keystrokes, taken at the last.
            Row(Model with { Id = "first", Shown = true, Confidence = 0.95 }),
            Row(Model with { FromCache = true, ComputedBy = "first", Shown = true }),
            Row(Model with { FromCache = true, ComputedBy = "first", Shown = true, Accepted = true, Survival30 = 1, Survival120 = 0.75, Survival600 = 0.2 }),
            Row(Model with { Shown = true, Accepted = true, Survival120 = 0.74, Confidence = 0.91 }),
            Row(Model with { Shown = true, Accepted = true, Confidence = 0.2 }),
            Row(Model with { Shown = true, Rejected = true, Confidence = 1 }),
            Row(Model with { Confidence = 0.9 }),
            Row(Cloud with { Shown = true, Language = "rust", Confidence = 0.25 }),
        ]);

        Assert.Equal([new("model", 4, 3, 1, 1, 2, 0.75, 1.0 / 3), new("cloud", 1, 0, 0, 0, 0, 0, 0)], report.ByTier);
        Assert.Equal(new("", 5, 3, 1, 1, 2, 0.6, 0.25), report.Total);
        Assert.Equal([("csharp", 4L), ("rust", 1L)], report.ByLanguage.Select(l => (l.Name, l.Shown)));
        Assert.Equal([new(30, 1, 1, 1), new(120, 2, 1, 0.745), new(600, 1, 0, 0.2)], report.Survival);
        Assert.Equal([(0.2, 2L, 0.5), (0.9, 3L, 2.0 / 3)], report.Reliability.Select(b => (b.From, b.Shown, b.AcceptedShare)));
    }

    [Fact]
    public void A_text_whose_first_request_was_cancelled_counts_for_who_wrote_it()
    {
        var report = Build(
        [
            Row(Cancelled with { Id = "overtaken", Shown = true, Accepted = true, Survival120 = 1 }),
            Row(Model with { Joined = true, ComputedBy = "overtaken", Confidence = 0.8 }),
        ]);
        Assert.Equal([new("model", 1, 1, 0, 1, 1, 1, 1)], report.ByTier);
        Assert.Equal(0.8, Assert.Single(report.Reliability).MeanConfidence, 6);
    }

    [Fact]
    public void Savings_are_what_was_answered_here_at_the_length_of_what_was_sent()
    {
        var report = Build(
        [
            Row(Cloud with { CloudPromptTokens = 1000, CloudTokens = 50, CloudMs = 300 }),
            Row(Model with { CloudRequests = 1, CloudOutcome = "late", CloudPromptTokens = 3000, CloudTokens = 10, CloudMs = 500 }),
            Row(Cancelled with { CloudRequests = 1, CloudOutcome = "cancelled", CloudMs = 200 }),
            Row(Model with { GeneratedTokens = 12, PromptTokens = 900 }),
            Row(Workspace with { Characters = 21 }),
            Row(Model with { FromCache = true }),
            Row(Model with { Joined = true }),
            Row(None),
        ]);

        Assert.Equal((3, 4000, 60), (report.Cloud.Requests, report.Cloud.PromptTokens, report.Cloud.Tokens));
        Assert.Equal(3.0 / 8, report.Cloud.Share);
        Assert.Equal(0.7, report.Cloud.WastedSeconds, 6);
        Assert.Equal([new("cancelled", 1), new("late", 1), new("won", 1)], report.Cloud.Outcomes);
        Assert.Equal(((4000 * 2) + (60 * 10)) / 1e6, report.Cloud.Cost!.Value, 9);

        // Two requests of 2000 tokens, the mean of those sent with a count; 12 tokens, and 21 characters as 6.
        Assert.Equal(new(2, 0.4, 4000, 18, ((4000 * 2) + (18 * 10)) / 1e6, "EUR"), report.Saved);
        Assert.Null(Build([Row(Model)], new TelemetrySettings()).Saved.Money);
        Assert.Equal(900, Build([Row(Model with { PromptTokens = 900 })]).Saved.PromptTokens);
    }

    [Fact]
    public void Completed_code_is_what_was_accepted_of_what_came_in()
    {
        var builder = new ReportBuilder(null, _clock, Prices);
        builder.Add(Row(Model));
        builder.AddTyping("csharp", 60, 20);
        builder.AddTyping("rust", 20, 0);
        var report = builder.Build();
        Assert.Equal((80, 20, 0.2), (report.TypedCharacters, report.InsertedCharacters, report.CompletedShare));
        Assert.Equal(0.25, Assert.Single(report.Languages).CompletedShare);
    }

    [Theory]
    [InlineData(1, "hour", 25)]
    [InlineData(30, "day", 31)]
    [InlineData(280, "week", 41)]
    public void Time_goes_in_steps_without_gaps(int days, string unit, int steps)
    {
        var report = Build([Row(Model with { Time = Now.AddDays(-days) }), Row(Cloud)]);
        Assert.Equal((unit, steps), (report.StepUnit, report.Steps.Count));
        Assert.Equal((1, 1), (report.Steps[0].Model, report.Steps[^1].Cloud));
        Assert.Equal(2, report.Steps.Sum(s => s.Model + s.Cloud));
    }

    [Fact]
    public void Nothing_gives_no_numbers_and_no_errors()
    {
        var report = Build([]);
        Assert.Equal((0, null, null, null, null), (report.Requests, report.LocalShare, report.CompletedShare, report.Total.AcceptedShare, report.Saved.Share));
        Assert.Contains("Nothing is recorded yet", ReportPage.Write(report), StringComparison.Ordinal);
        Assert.Contains("\"localShare\": null", ReportJson.Write(report), StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_from_the_file_cannot_become_markup()
    {
        var page = ReportPage.Write(Build([Row(Model with { Language = "<script>x", Decision = "\"><img src=x>", Shown = true })]));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;x", page, StringComparison.Ordinal);
    }

    private static ReportRow Template(string origin) => new() { Id = "", Time = default, Language = "csharp", Origin = origin, Decision = "local-sure", TotalMs = 5 };

    private static ReportRow Workspace => Template("workspace");

    private static ReportRow Model => Template("model");

    private static ReportRow Cloud => Template("cloud") with { CloudRequests = 1, CloudOutcome = "won" };

    private static ReportRow None => Template("") with { Reason = "LowConfidence" };

    private static ReportRow Cancelled => Template("") with { CancelledAt = "decode" };

    private ReportRow Row(ReportRow template) => template with { Id = template.Id.Length > 0 ? template.Id : $"r{_ids++}", Time = template.Time == default ? Now : template.Time };

    private IEnumerable<ReportRow> Rows(int count, ReportRow template) => Enumerable.Range(0, count).Select(_ => Row(template));

    private Report Build(IEnumerable<ReportRow> rows, TelemetrySettings? settings = null)
    {
        var builder = new ReportBuilder(null, _clock, settings ?? Prices);
        foreach (var row in rows)
        {
            builder.Add(row);
        }

        return builder.Build();
    }
}
