using System.Globalization;
using System.Runtime.Versioning;
using LocalCascade.Completion.Telemetry;
using LocalCascade.Tests;
using Microsoft.Data.Sqlite;

namespace LocalCascade.Completion.Tests.Telemetry;

public sealed class TelemetryStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly LinesLogger _log = new();

    private string File => _folder.Combine("state", "telemetry.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_completion_and_what_became_of_it_are_one_row()
    {
        var now = _clock.GetUtcNow();
        await using var store = Open();
        store.Record(Record("a", now) with { Origin = CompletionOrigin.LocalModel, ModelConfidence = 0.75, Characters = 12 });
        store.Shown("a", now.AddSeconds(1));
        store.Accepted("a", now.AddSeconds(2));
        store.Accepted("a", now.AddSeconds(9));
        store.Survived("a", 120, 0.5);
        store.Shown("unknown", now);
        await store.FlushAsync(default);

        Assert.Equal("model|0.75|12|1000|2000|12|0.5", Read("""
            SELECT origin || '|' || model_confidence || '|' || characters || '|' || (shown - time) || '|' || (accepted - time) || '|' || accepted_characters || '|' || survival_120
            FROM completions
            """));
        Assert.Equal("1|1|1|1", Read("SELECT (workspace_confidence IS NULL) || '|' || (threshold IS NULL) || '|' || (survival_30 IS NULL) || '|' || (rejected IS NULL) FROM completions"));
    }

    [Fact]
    public async Task The_longest_part_that_was_accepted_counts()
    {
        await using var store = Open();
        store.Record(Record("a", _clock.GetUtcNow()) with { Characters = 30 });
        foreach (var length in new[] { 4, 11, 9 })
        {
            store.PartiallyAccepted("a", length, _clock.GetUtcNow());
        }

        await store.FlushAsync(default);
        Assert.Equal("11|1|1", Read("SELECT accepted_characters || '|' || (partly_accepted IS NOT NULL) || '|' || (accepted IS NULL) FROM completions"));
    }

    [Fact]
    public async Task Typing_is_summed_up_by_hour_and_language()
    {
        await using var store = Open();
        store.Typed("python", 3, 0);
        store.Typed("python", 1, 20);
        store.Typed("rust", 5, 0);
        await store.FlushAsync(default);
        store.Typed("python", 2, 0);
        _clock.Advance(TimeSpan.FromHours(1));
        store.Typed("python", 7, 0);
        await store.FlushAsync(default);
        Assert.Equal("python 6 20, rust 5 0, python 7 0", Read("SELECT group_concat(line, ', ') FROM (SELECT language || ' ' || typed || ' ' || inserted AS line FROM typing ORDER BY hour, language)"));
    }

    [Fact]
    public async Task Old_rows_go_at_the_start_and_once_a_day()
    {
        await using (var store = Open())
        {
            store.Record(Record("old", _clock.GetUtcNow().AddDays(-91)));
            store.Record(Record("middle", _clock.GetUtcNow().AddDays(-89)));
            store.Record(Record("new", _clock.GetUtcNow()));
            await store.FlushAsync(default);
        }

        await using (var store = Open())
        {
            await store.FlushAsync(default);
            Assert.Equal("middle,new", Read("SELECT group_concat(id) FROM (SELECT id FROM completions ORDER BY time)"));

            _clock.Advance(TimeSpan.FromDays(2));
            await store.FlushAsync(default);
            Assert.Equal("new", Read("SELECT group_concat(id) FROM completions"));
        }
    }

    [Fact]
    public async Task Without_anything_to_keep_no_file_is_made()
    {
        await using (var store = Open())
        {
            await store.FlushAsync(default);
        }

        Assert.False(Directory.Exists(_folder.Combine("state")));
    }

    [Fact]
    public async Task A_full_queue_drops_and_counts_and_nobody_waits()
    {
        await using var store = Open();

        // The clock stands still, and with it the writer, which waits for more.
        const int Notes = 20_000;
        for (var i = 0; i < Notes; i++)
        {
            store.Record(Record($"r{i}", _clock.GetUtcNow()));
        }

        Assert.InRange(store.Dropped, 1, Notes - 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await store.FlushAsync(default);
        Assert.Equal(Notes - store.Dropped, Count());
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Only_the_user_may_read_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows keeps users apart by their profile folders.");

        await using var store = Open();
        store.Record(Record("a", _clock.GetUtcNow()));
        await store.FlushAsync(default);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(_folder.Combine("state")));
        Assert.All(Directory.GetFiles(_folder.Combine("state")), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file)));
        Assert.Equal(3, Directory.GetFiles(_folder.Combine("state")).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_damaged_file_is_set_aside_and_another_begins(bool wholly)
    {
        await using (var store = Open())
        {
            for (var i = 0; i < 500; i++)
            {
                store.Record(Record($"before{i}", _clock.GetUtcNow()));
            }

            await store.FlushAsync(default);
        }

        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        new Random(1).NextBytes(bytes.AsSpan(wholly ? 0 : 4096));
        await System.IO.File.WriteAllBytesAsync(File, bytes);

        await using (var store = Open())
        {
            for (var i = 0; i < 50; i++)
            {
                store.Record(Record($"after{i}", _clock.GetUtcNow()));
            }

            await store.FlushAsync(default);
            Assert.Equal((50, false, 0), (Count(), store.IsOff, store.Dropped));
        }

        Assert.Equal(bytes, await System.IO.File.ReadAllBytesAsync(File + ".damaged"));
        Assert.Contains("was damaged", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_place_that_cannot_be_written_ends_telemetry_with_one_line()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Nobody, root included, can write to /proc on Linux.");
        await using var store = new TelemetryStore("/proc/localcascade/telemetry.db", TimeSpan.FromDays(90), _clock, _log);
        for (var i = 0; i < 3; i++)
        {
            store.Record(Record($"{i}", _clock.GetUtcNow()));
            await store.FlushAsync(default);
        }

        Assert.True(store.IsOff);
        Assert.Contains("/proc/localcascade/telemetry.db cannot be used", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_programs_file_is_left_alone()
    {
        await using (var store = Open())
        {
            store.Record(Record("a", _clock.GetUtcNow()));
            await store.FlushAsync(default);
        }

        Write("PRAGMA user_version = 999");
        await using (var store = Open())
        {
            store.Record(Record("b", _clock.GetUtcNow()));
            await store.FlushAsync(default);
            Assert.True(store.IsOff);
        }

        Assert.Equal(1, Count());
        Assert.Contains("newer version", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_another_program_holds_for_a_moment_gets_the_numbers_afterwards()
    {
        await using var store = Open();
        store.Record(Record("before", _clock.GetUtcNow()));
        await store.FlushAsync(default);
        Task flushed;
        using (var other = new SqliteConnection($"Data Source={File};Pooling=false"))
        {
            other.Open();
            using var transaction = other.BeginTransaction();
            store.Record(Record("a", _clock.GetUtcNow()));
            flushed = store.FlushAsync(default);
            Assert.Equal(1, Count());
        }

        await flushed;
        Assert.Equal((2, 0), (Count(), store.Dropped));
    }

    [Fact]
    public async Task A_file_that_the_user_deletes_is_begun_anew()
    {
        await using var store = Open();
        store.Record(Record("a", _clock.GetUtcNow()));
        await store.FlushAsync(default);
        foreach (var file in Directory.GetFiles(_folder.Combine("state")))
        {
            System.IO.File.Delete(file);
        }

        store.Record(Record("b", _clock.GetUtcNow()));
        await store.FlushAsync(default);
        Assert.Equal("b", Read("SELECT group_concat(id) FROM completions"));
    }

    [Fact]
    public async Task A_process_that_is_killed_leaves_a_file_that_is_whole()
    {
        for (var round = 0; round < 3; round++)
        {
            await using var writer = WritingProcess.Start(File, records: 0);
            await writer.WritesAsync();
            var before = Count();
            while (Count() < before + 200)
            {
                Assert.False(writer.HasExited, "The writer gave up.");
                await Task.Delay(1);
            }

            await writer.KillAsync();
            Assert.Equal("ok", Read("PRAGMA integrity_check"));

            // A record and that it was shown were noted together.
            Assert.InRange(Count("SELECT count(*) FROM completions WHERE shown IS NULL"), 0, round + 1);
        }

        await using var store = Open();
        var rows = Count();
        store.Record(Record("after", _clock.GetUtcNow().AddYears(5)));
        await store.FlushAsync(default);
        Assert.Equal((rows + 1, 0), (Count(), _log.Lines.Count));
    }

    [Fact]
    public async Task Several_processes_write_into_one_file()
    {
        await using var first = WritingProcess.Start(File, records: 300);
        await using var second = WritingProcess.Start(File, records: 300);
        await using var third = WritingProcess.Start(File, records: 300);
        await using (var store = Open())
        {
            for (var i = 0; i < 300; i++)
            {
                store.Record(Record($"own{i}", DateTimeOffset.UtcNow));
                await store.FlushAsync(default);
            }

            Assert.Equal((false, 0), (store.IsOff, store.Dropped));
        }

        var ends = await Task.WhenAll(first.EndAsync(), second.EndAsync(), third.EndAsync());
        Assert.Equal([0, 0, 0], ends);
        Assert.Equal(4 * 300, Count());
    }

    [Fact]
    public async Task Names_that_are_none_do_not_bring_text_in()
    {
        await using var store = Open();
        store.Record(Record("a", _clock.GetUtcNow()) with
        {
            Language = "let secret = 1;",
            Client = "Editor\nconst secret",
            Model = "/home/me/secret/models/qwen",
            Decision = "because of secret",
            PathHash = "/home/me/secret.cs",
        });
        store.Typed("secret language", 1, 1);
        await store.FlushAsync(default);
        Assert.Equal("other|Editor_const secret|qwen|other|other", Read("SELECT language || '|' || client || '|' || model || '|' || decision || '|' || path_hash FROM completions"));
        Assert.Equal("other", Read("SELECT language FROM typing"));
    }

    private TelemetryStore Open() => new(File, TimeSpan.FromDays(90), _clock, _log);

    private static CompletionRecord Record(string id, DateTimeOffset time) => new() { Id = id, Time = time, Language = "csharp", Decision = "local-sure" };

    private long Count(string query = "SELECT count(*) FROM completions") => long.Parse(Read(query), CultureInfo.InvariantCulture);

    private string Read(string query)
    {
        using var connection = TelemetryFile.OpenToRead(File);
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }

    private void Write(string statement)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
