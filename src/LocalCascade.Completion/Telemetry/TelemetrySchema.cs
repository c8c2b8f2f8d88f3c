using Microsoft.Data.Sqlite;

namespace LocalCascade.Completion.Telemetry;

/// <summary>The file's tables. docs/telemetry.md tells what each column means.</summary>
internal static class TelemetrySchema
{
    /// <summary>Kept in the file's user_version. A program leaves files of a later version alone.</summary>
    public const int Version = 1;

    // Columns have no default but those that the writer fills in later, so that a forgotten one fails at once.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS completions(
          id TEXT PRIMARY KEY, time INTEGER NOT NULL, client TEXT NOT NULL, language TEXT NOT NULL, path_hash TEXT NOT NULL,
          trigger TEXT NOT NULL, model TEXT NOT NULL, cloud_model TEXT NOT NULL, origin TEXT NOT NULL, computed_by TEXT NOT NULL,
          from_cache INTEGER NOT NULL, joined INTEGER NOT NULL, prefetched INTEGER NOT NULL, decision TEXT NOT NULL, reason TEXT NOT NULL,
          workspace_confidence REAL, model_confidence REAL, cloud_confidence REAL, threshold REAL,
          total_ms REAL NOT NULL, workspace_ms REAL NOT NULL, prompt_ms REAL NOT NULL, prefill_ms REAL NOT NULL, decode_ms REAL NOT NULL,
          debounce_ms REAL NOT NULL, cloud_first_ms REAL NOT NULL, cloud_ms REAL NOT NULL,
          prompt_tokens INTEGER NOT NULL, reused_tokens INTEGER NOT NULL, generated_tokens INTEGER NOT NULL,
          cloud_requests INTEGER NOT NULL, cloud_prompt_tokens INTEGER NOT NULL, cloud_tokens INTEGER NOT NULL, cloud_outcome TEXT NOT NULL,
          cancelled_at TEXT NOT NULL, cancelled_after_ms REAL NOT NULL, characters INTEGER NOT NULL, lines INTEGER NOT NULL,
          shown INTEGER, accepted INTEGER, partly_accepted INTEGER, accepted_characters INTEGER NOT NULL DEFAULT 0,
          rejected INTEGER, ignored INTEGER, survival_30 REAL, survival_120 REAL, survival_600 REAL);
        CREATE INDEX IF NOT EXISTS completions_time ON completions(time);
        CREATE TABLE IF NOT EXISTS typing(
          hour INTEGER NOT NULL, language TEXT NOT NULL, typed INTEGER NOT NULL, inserted INTEGER NOT NULL,
          PRIMARY KEY(hour, language)) WITHOUT ROWID;
        """;

    /// <summary>Brings a file that was just opened to this version.</summary>
    /// <exception cref="TelemetryException">It is of a later version.</exception>
    public static void Prepare(SqliteConnection connection)
    {
        var version = Sql.Number(connection, "PRAGMA user_version");
        if (version > Version)
        {
            throw new TelemetryException($"It was written by a newer version of LocalCascade (schema {version}, known {Version}).");
        }

        if (version == Version)
        {
            return;
        }

        // Only an empty file takes a new vacuum mode. It is the way to give pages back when old rows go.
        Sql.Run(connection, "PRAGMA auto_vacuum = INCREMENTAL");
        Sql.Run(connection, "PRAGMA journal_mode = WAL");
        using var transaction = connection.BeginTransaction();
        Sql.Run(connection, Tables, transaction);
        Sql.Run(connection, $"PRAGMA user_version = {Version}", transaction);
        transaction.Commit();
    }
}
