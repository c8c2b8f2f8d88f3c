using LocalCascade.Daemon.Cli;
using LocalCascade.Daemon.Reporting;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Reporting;

public sealed class ReportPeriodTests
{
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData("24h", 1)]
    [InlineData("7d", 7)]
    [InlineData("7D", 7)]
    [InlineData("4w", 28)]
    public void A_length_counts_back_from_now(string since, int days) =>
        Assert.Equal(_clock.GetUtcNow().AddDays(-days), ReportPeriod.Parse(since, _clock));

    [Fact]
    public void A_date_begins_where_the_user_is()
    {
        var local = new DateTime(2025, 11, 1);
        Assert.Equal(new DateTimeOffset(local, _clock.LocalTimeZone.GetUtcOffset(local)), ReportPeriod.Parse("2025-11-01", _clock));
        Assert.Equal(local.AddHours(9.5), ReportPeriod.Parse("2025-11-01T09:30", _clock)!.Value.DateTime);
        Assert.Null(ReportPeriod.Parse(null, _clock));
    }

    [Theory]
    [InlineData("banana")]
    [InlineData("7")]
    [InlineData("d")]
    [InlineData("-7d")]
    [InlineData("7m")]
    [InlineData("1.5d")]
    [InlineData("99999999999d")]
    [InlineData("2025-13-01")]
    [InlineData("01.11.2025")]
    public void What_is_no_period_is_told_with_what_would_be(string since)
    {
        var error = Assert.Throws<CommandException>(() => ReportPeriod.Parse(since, _clock));
        Assert.Equal($"--since '{since}' is not a period. Expected a length such as 24h, 7d or 4w, or a date such as 2026-11-01.", error.Message);
    }

    [Theory]
    [InlineData("0d")]
    [InlineData("2030-01-01")]
    public void What_is_not_in_the_past_is_told(string since) =>
        Assert.Contains("is not in the past", Assert.Throws<CommandException>(() => ReportPeriod.Parse(since, _clock)).Message, StringComparison.Ordinal);
}
