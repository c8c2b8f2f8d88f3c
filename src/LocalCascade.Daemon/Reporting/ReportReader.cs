using LocalCascade.Completion.Telemetry;
using LocalCascade.Daemon.Cli;
using Microsoft.Data.Sqlite;

namespace LocalCascade.Daemon.Reporting;

/// <summary>Reads the store's file, while a daemon may be writing to it.</summary>
internal sealed class ReportReader : IDisposable
{
    private const string Rows = """
        SELECT id, time, language, origin, computed_by, from_cache, joined, prefetched, decision, reason,
               CASE origin WHEN 'workspace' THEN workspace_confidence WHEN 'model' THEN model_confidence WHEN 'cloud' THEN cloud_confidence END,
               total_ms, prompt_tokens, generated_tokens, cloud_requests, cloud_prompt_tokens, cloud_tokens, cloud_outcome, cloud_ms,
               cancelled_at, cancelled_after_ms, characters, shown IS NOT NULL, accepted IS NOT NULL OR accepted_characters > 0, rejected IS NOT NULL,
               survival_30, survival_120, survival_600
        FROM completions WHERE time >= $since ORDER BY time
        """;

    private readonly string _file;
    private readonly SqliteConnection? _connection;

    /// <param name="file">The SQLite file. Where there is none, there are no rows.</param>
    /// <exception cref="CommandException">It cannot be read, or a newer version wrote it.</exception>
    public ReportReader(string file)
    {
        _file = file;
        if (new FileInfo(file) is not { Exists: true, Length: > 0 })
        {
            return;
        }

        try
        {
            _connection = TelemetryFile.OpenToRead(file);
            TelemetryFile.RequireReadable(_connection);
        }
        catch (Exception error) when (error is SqliteException or TelemetryException)
        {
            _connection?.Dispose();
            throw Unreadable(error);
        }
    }

    /// <summary>Hands over every request since then, and what was typed.</summary>
    public void Read(DateTimeOffset? since, ReportBuilder builder)
    {
        Each(Rows, since?.ToUnixTimeMilliseconds() ?? 0, reader => builder.Add(Read(reader)));
        Each("SELECT language, sum(typed), sum(inserted) FROM typing WHERE hour + 3600 > $since GROUP BY language", since?.ToUnixTimeSeconds() ?? 0, reader =>
            builder.AddTyping(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
    }

    /// <summary>Hands over whole rows, every column in the table's order; first, once, the columns' names.</summary>
    public void ReadAll(DateTimeOffset? since, Action<string[]> names, Action<object[]> row)
    {
        string[]? columns = null;
        object[] values = [];
        Each("SELECT * FROM completions WHERE time >= $since ORDER BY time", since?.ToUnixTimeMilliseconds() ?? 0, reader =>
        {
            if (columns is null)
            {
                columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
                values = new object[columns.Length];
                names(columns);
            }

            reader.GetValues(values);
            row(values);
        });
    }

    public void Dispose() => _connection?.Dispose();

    private void Each(string query, long since, Action<SqliteDataReader> row)
    {
        if (_connection is null)
        {
            return;
        }

        try
        {
            using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every caller passes a constant.
            command.CommandText = query;
#pragma warning restore CA2100
            command.Parameters.AddWithValue("$since", since);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                row(reader);
            }
        }
        catch (SqliteException error)
        {
            throw Unreadable(error);
        }
    }

    private static ReportRow Read(SqliteDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Time = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)),
        Language = reader.GetString(2),
        Origin = reader.GetString(3),
        ComputedBy = reader.GetString(4),
        FromCache = reader.GetBoolean(5),
        Joined = reader.GetBoolean(6),
        Prefetched = reader.GetBoolean(7),
        Decision = reader.GetString(8),
        Reason = reader.GetString(9),
        Confidence = OrNaN(reader, 10),
        TotalMs = reader.GetDouble(11),
        PromptTokens = reader.GetInt32(12),
        GeneratedTokens = reader.GetInt32(13),
        CloudRequests = reader.GetInt32(14),
        CloudPromptTokens = reader.GetInt32(15),
        CloudTokens = reader.GetInt32(16),
        CloudOutcome = reader.GetString(17),
        CloudMs = reader.GetDouble(18),
        CancelledAt = reader.GetString(19),
        CancelledAfterMs = reader.GetDouble(20),
        Characters = reader.GetInt32(21),
        Shown = reader.GetBoolean(22),
        Accepted = reader.GetBoolean(23),
        Rejected = reader.GetBoolean(24),
        Survival30 = OrNaN(reader, 25),
        Survival120 = OrNaN(reader, 26),
        Survival600 = OrNaN(reader, 27),
    };

    private static double OrNaN(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? double.NaN : reader.GetDouble(column);

    private CommandException Unreadable(Exception error) =>
        new($"The numbers in {_file} cannot be read: {error.Message} If it is damaged, delete it; a running daemon begins another.");
}
