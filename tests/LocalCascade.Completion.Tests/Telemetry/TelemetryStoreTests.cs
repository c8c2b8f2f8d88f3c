using LocalCascade.Completion.Telemetry;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Completion.Tests.Telemetry;

public sealed class TelemetryStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_completion_and_what_became_of_it_are_one_row()
    {
        var clock = new ManualTimeProvider();
        var now = clock.GetUtcNow();
        await using var store = Open(clock);
        store.Record(Record("a", now) with { Origin = CompletionOrigin.LocalModel, ModelConfidence = 0.75, Characters = 12 });
        store.Shown("a", now.AddSeconds(1));
        store.Accepted("a", now.AddSeconds(2));
        store.Survived("a", 120, 0.5);
        await store.FlushAsync(CancellationToken.None);

        Assert.Equal("model|0.75|12|1000|2000|12|0.5", Read($"""
            SELECT origin || '|' || model_confidence || '|' || characters || '|' || (shown - time) || '|' || (accepted - time) || '|' || accepted_characters || '|' || survival_120
            FROM completions
            """));
    }

    public void Dispose() => _folder.Dispose();

    private TelemetryStore Open(TimeProvider clock) => new(_folder.Combine("state", "telemetry.db"), TimeSpan.FromDays(90), clock, NullLogger.Instance);

    private static CompletionRecord Record(string id, DateTimeOffset time) => new() { Id = id, Time = time, Language = "csharp", Decision = "local-sure" };

    private string Read(string query)
    {
        using var connection = TelemetryFile.OpenToRead(_folder.Combine("state", "telemetry.db"));
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (string)command.ExecuteScalar()!;
    }
}
