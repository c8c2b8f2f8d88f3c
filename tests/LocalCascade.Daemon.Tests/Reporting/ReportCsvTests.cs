using LocalCascade.Completion;
using LocalCascade.Completion.Telemetry;
using LocalCascade.Daemon.Cli;
using LocalCascade.Daemon.Reporting;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Tests.Reporting;

public sealed class ReportCsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData(" blank", "\" blank\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@a,b", "\"'@a,b\"")]
    [InlineData("-1.5", "-1.5")]
    public void Fields_are_quoted_where_they_have_to_be_and_are_never_formulas(string field, string expected) =>
        Assert.Equal(expected, ReportCsv.Quote(field));

    [Fact]
    public async Task A_line_a_request_with_every_column()
    {
        var time = new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
        await using (var store = new TelemetryStore(_folder.Combine("t.db"), TimeSpan.FromDays(36500), TimeProvider.System, NullLogger.Instance))
        {
            store.Record(new() { Id = "b", Time = time, Language = "rust", Origin = CompletionOrigin.Cloud, CloudConfidence = 0.625, Client = "An, editor" });
            store.Record(new() { Id = "a", Time = time.AddHours(-1), Language = "csharp" });
            store.Shown("b", time.AddSeconds(1.5));
            await store.FlushAsync(default);
        }

        using var reader = new ReportReader(_folder.Combine("t.db"));
        using var writer = new StringWriter();
        Assert.Equal(2, ReportCsv.Write(reader, null, writer));
        var lines = writer.ToString().Split("\r\n");
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("id,time,client,language,path_hash,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("a,2026-11-21T09:00:00.000Z,,csharp,,automatic,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("b,2026-11-21T10:00:00.000Z,An_ editor,rust,,automatic,,,cloud,", lines[2], StringComparison.Ordinal);
        Assert.Contains(",0.625,", lines[2], StringComparison.Ordinal);
        Assert.Contains(",2026-11-21T10:00:01.500Z,", lines[2], StringComparison.Ordinal);
        Assert.Equal(lines[0].Split(',').Length, lines[1].Split(',').Length);

        using var later = new StringWriter();
        Assert.Equal(1, ReportCsv.Write(reader, time, later));
    }

    [Fact]
    public void A_file_that_is_none_of_ours_is_told_with_its_name()
    {
        var file = _folder.Write("broken.db", new string('x', 5000));
        var error = Assert.Throws<CommandException>(() => new ReportReader(file));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("delete it", error.Message, StringComparison.Ordinal);
    }
}
