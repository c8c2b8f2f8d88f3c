using Microsoft.Data.Sqlite;

namespace LocalCascade.Completion.Telemetry;

/// <summary>The statements that write, prepared once for a connection. Used by one thread.</summary>
internal sealed class TelemetryWriter : IDisposable
{
    private const string InsertStatement = """
        INSERT OR IGNORE INTO completions(
          id, time, client, language, path_hash, trigger, model, cloud_model, origin, computed_by, from_cache, joined, prefetched, decision, reason,
          workspace_confidence, model_confidence, cloud_confidence, threshold,
          total_ms, workspace_ms, prompt_ms, prefill_ms, decode_ms, debounce_ms, cloud_first_ms, cloud_ms,
          prompt_tokens, reused_tokens, generated_tokens, cloud_requests, cloud_prompt_tokens, cloud_tokens, cloud_outcome,
          cancelled_at, cancelled_after_ms, characters, lines)
        VALUES(
          $id, $time, $client, $language, $path_hash, $trigger, $model, $cloud_model, $origin, $computed_by, $from_cache, $joined, $prefetched, $decision, $reason,
          $workspace_confidence, $model_confidence, $cloud_confidence, $threshold,
          $total_ms, $workspace_ms, $prompt_ms, $prefill_ms, $decode_ms, $debounce_ms, $cloud_first_ms, $cloud_ms,
          $prompt_tokens, $reused_tokens, $generated_tokens, $cloud_requests, $cloud_prompt_tokens, $cloud_tokens, $cloud_outcome,
          $cancelled_at, $cancelled_after_ms, $characters, $lines)
        """;

    private const string TypedStatement = """
        INSERT INTO typing(hour, language, typed, inserted) VALUES($hour, $language, $typed, $inserted)
        ON CONFLICT(hour, language) DO UPDATE SET typed = typed + excluded.typed, inserted = inserted + excluded.inserted
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private SqliteTransaction? _transaction;

    public TelemetryWriter(SqliteConnection connection) => _connection = connection;

    /// <summary>Runs all of it in one transaction: all of it is kept, or nothing.</summary>
    public void Transact(IReadOnlyList<Action<TelemetryWriter>> writes)
    {
        using var transaction = _transaction = _connection.BeginTransaction();
        try
        {
            foreach (var write in writes)
            {
                write(this);
            }

            transaction.Commit();
        }
        finally
        {
            _transaction = null;
        }
    }

    public void Insert(CompletionRecord record) => Run(
        InsertStatement,
        ("$id", record.Id), ("$time", record.Time.ToUnixTimeMilliseconds()), ("$client", Words.Name(record.Client)), ("$language", Words.Language(record.Language)),
        ("$path_hash", Words.Code(record.PathHash)), ("$trigger", Words.Of(record.Trigger)), ("$model", Words.Name(record.Model)), ("$cloud_model", Words.Name(record.CloudModel)),
        ("$origin", Words.Of(record.Origin)), ("$computed_by", Words.Code(record.ComputedBy)), ("$from_cache", record.FromCache), ("$joined", record.Joined), ("$prefetched", record.Prefetched),
        ("$decision", Words.Code(record.Decision)), ("$reason", Words.Code(record.Reason)),
        ("$workspace_confidence", OrNull(record.WorkspaceConfidence)), ("$model_confidence", OrNull(record.ModelConfidence)),
        ("$cloud_confidence", OrNull(record.CloudConfidence)), ("$threshold", OrNull(record.Threshold)),
        ("$total_ms", OrZero(record.TotalMs)), ("$workspace_ms", OrZero(record.WorkspaceMs)), ("$prompt_ms", OrZero(record.PromptMs)),
        ("$prefill_ms", OrZero(record.PrefillMs)), ("$decode_ms", OrZero(record.DecodeMs)), ("$debounce_ms", OrZero(record.DebounceMs)),
        ("$cloud_first_ms", OrZero(record.CloudFirstMs)), ("$cloud_ms", OrZero(record.CloudMs)),
        ("$prompt_tokens", record.PromptTokens), ("$reused_tokens", record.ReusedTokens), ("$generated_tokens", record.GeneratedTokens),
        ("$cloud_requests", record.CloudRequests), ("$cloud_prompt_tokens", record.CloudPromptTokens), ("$cloud_tokens", record.CloudTokens),
        ("$cloud_outcome", Words.Code(record.CloudOutcome)), ("$cancelled_at", Words.Code(record.CancelledAt)), ("$cancelled_after_ms", OrZero(record.CancelledAfterMs)),
        ("$characters", record.Characters), ("$lines", record.Lines));

    // The first time counts: editors repeat themselves.
    public void Shown(string id, DateTimeOffset time) => Mark("UPDATE completions SET shown = coalesce(shown, $time) WHERE id = $id", id, time);

    public void Accepted(string id, DateTimeOffset time) =>
        Mark("UPDATE completions SET accepted = coalesce(accepted, $time), shown = coalesce(shown, $time), accepted_characters = characters, ignored = NULL WHERE id = $id", id, time);

    public void PartiallyAccepted(string id, int characters, DateTimeOffset time) => Run(
        "UPDATE completions SET partly_accepted = coalesce(partly_accepted, $time), shown = coalesce(shown, $time), accepted_characters = max(accepted_characters, $characters), ignored = NULL WHERE id = $id",
        ("$id", id), ("$time", time.ToUnixTimeMilliseconds()), ("$characters", characters));

    public void Rejected(string id, DateTimeOffset time) => Mark("UPDATE completions SET rejected = coalesce(rejected, $time), ignored = NULL WHERE id = $id", id, time);

    // Nothing became of it, as far as is known: an older answer may still be accepted when it comes back by typing through.
    public void Ignored(string id, DateTimeOffset time) =>
        Mark("UPDATE completions SET ignored = coalesce(ignored, $time) WHERE id = $id AND accepted IS NULL AND partly_accepted IS NULL AND rejected IS NULL", id, time);

    public void Survived(string id, int seconds, double ratio) => Run(
        seconds switch
        {
            30 => "UPDATE completions SET survival_30 = $ratio WHERE id = $id",
            120 => "UPDATE completions SET survival_120 = $ratio WHERE id = $id",
            _ => "UPDATE completions SET survival_600 = $ratio WHERE id = $id",
        },
        ("$id", id), ("$ratio", ratio));

    public void Typed(TypedKey key, TypedCount count) => Run(TypedStatement, ("$hour", key.Hour), ("$language", key.Language), ("$typed", count.Typed), ("$inserted", count.Inserted));

    /// <summary>Deletes what is older.</summary>
    public void DeleteBefore(DateTimeOffset time)
    {
        Run("DELETE FROM completions WHERE time < $time", ("$time", time.ToUnixTimeMilliseconds()));
        Run("DELETE FROM typing WHERE hour < $hour", ("$hour", time.ToUnixTimeSeconds()));
    }

    /// <summary>Gives the pages of deleted rows back to the file system. Not inside a transaction.</summary>
    public void Shrink() => Sql.Run(_connection, "PRAGMA incremental_vacuum");

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private void Mark(string statement, string id, DateTimeOffset time) => Run(statement, ("$id", id), ("$time", time.ToUnixTimeMilliseconds()));

    private void Run(string statement, params ReadOnlySpan<(string Name, object Value)> values)
    {
        if (!_commands.TryGetValue(statement, out var command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // The statements are the constants above; every value is a parameter.
            command.CommandText = statement;
#pragma warning restore CA2100
            _commands.Add(statement, command);
        }

        command.Transaction = _transaction;
        command.Parameters.Clear();
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    private static object OrNull(double value) => double.IsFinite(value) ? value : DBNull.Value;

    private static double OrZero(double value) => double.IsFinite(value) ? value : 0;
}
