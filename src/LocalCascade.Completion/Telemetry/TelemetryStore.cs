using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Completion.Telemetry;

/// <summary>
/// Keeps the numbers of completions in a SQLite file on this machine. Callers never wait: one writer works off a bounded
/// queue in the background. Several processes may use one file. Whatever goes wrong with it ends telemetry, with one line in
/// the log, and nothing else.
/// </summary>
public sealed partial class TelemetryStore : IAsyncDisposable
{
    // SQLite's result codes.
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Corrupt = 11;
    private const int Protocol = 15;
    private const int NotADatabase = 26;

    // At ten requests a second and three notes each it takes minutes of a stuck disk to fill this.
    private const int QueueLength = 8192;
    private const int BatchLength = 512;
    private const int MostBusyBatches = 3;
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CleanupInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan LastWriteTime = TimeSpan.FromSeconds(5);

    private readonly string _file;
    private readonly TimeSpan _retention;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CompletionMetrics? _metrics;
    private readonly Channel<Entry> _queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly Dictionary<TypedKey, TypedCount> _typed = [];
    private readonly ITimer _cleanup;
    private readonly Task _work;
    private TaskCompletionSource _hurry = NewHurry();
    private TelemetryWriter? _writer;
    private long _dropped;
    private bool _setAside;
    private bool _wantsShrink;
    private volatile bool _off;

    /// <param name="file">The SQLite file; made with its folder, both for the user only, when there is none.</param>
    /// <param name="retention">Rows older than this are deleted, at the start and once a day.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Gets a line when telemetry ends or a file is set aside.</param>
    /// <param name="metrics">Counts the same, for an exporter; null where nobody exports. Disposed with the store.</param>
    public TelemetryStore(string file, TimeSpan retention, TimeProvider timeProvider, ILogger logger, CompletionMetrics? metrics = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(logger);
        (_file, _retention, _timeProvider, _logger, _metrics) = (Path.GetFullPath(file), retention, timeProvider, logger, metrics);
        Cleanup();
        _cleanup = timeProvider.CreateTimer(_ => Cleanup(), null, CleanupInterval, CleanupInterval);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>The file's full path.</summary>
    public string Location => _file;

    /// <summary>Whether telemetry has ended because the file could not be used.</summary>
    public bool IsOff => _off;

    /// <summary>Notes that were lost because the queue was full or the file could not be written.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>A request has ended.</summary>
    public void Record(CompletionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        _metrics?.Recorded(record);
        Post(writer => writer.Insert(record));
    }

    /// <summary>The editor showed the record's answer. Ids that nobody recorded are ignored, here and below.</summary>
    public void Shown(string id, DateTimeOffset time)
    {
        _metrics?.Shown(id);
        Post(writer => writer.Shown(id, time));
    }

    /// <summary>The user accepted the answer whole.</summary>
    public void Accepted(string id, DateTimeOffset time)
    {
        _metrics?.Accepted(id);
        Post(writer => writer.Accepted(id, time));
    }

    /// <summary>The user accepted the first <paramref name="characters"/> UTF-16 units of the ghost text.</summary>
    public void PartiallyAccepted(string id, int characters, DateTimeOffset time)
    {
        _metrics?.Accepted(id);
        Post(writer => writer.PartiallyAccepted(id, characters, time));
    }

    /// <summary>The user dismissed the answer.</summary>
    public void Rejected(string id, DateTimeOffset time) => Post(writer => writer.Rejected(id, time));

    /// <summary>The user went on as if the answer were not there.</summary>
    public void Ignored(string id, DateTimeOffset time) => Post(writer => writer.Ignored(id, time));

    /// <summary>How much of an accepted answer is left.</summary>
    /// <param name="id">The record's id.</param>
    /// <param name="seconds">Time since the acceptance: 30, 120 or 600.</param>
    /// <param name="ratio">0 (nothing) to 1 (all of it).</param>
    public void Survived(string id, int seconds, double ratio) => Post(writer => writer.Survived(id, seconds, ratio));

    /// <summary>Characters came into documents. Summed up per hour and language.</summary>
    /// <param name="language">LSP language id.</param>
    /// <param name="typed">By the user's keys.</param>
    /// <param name="inserted">By accepting suggestions.</param>
    public void Typed(string language, int typed, int inserted)
    {
        ArgumentNullException.ThrowIfNull(language);
        if (_off || (typed <= 0 && inserted <= 0))
        {
            return;
        }

        var now = _timeProvider.GetUtcNow().ToUnixTimeSeconds();
        var key = new TypedKey(now - (now % 3600), Words.Language(language));
        bool isFirst;
        lock (_typed)
        {
            isFirst = _typed.Count == 0;
            var sum = _typed.GetValueOrDefault(key);
            _typed[key] = new(sum.Typed + Math.Max(typed, 0), sum.Inserted + Math.Max(inserted, 0));
        }

        // Whoever is woken by this note writes all that is summed up by then.
        if (isFirst)
        {
            Post(null);
        }
    }

    /// <summary>Completes once everything noted so far is in the file, or lost.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _queue.Writer.WriteAsync(new(null, done), cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            return;
        }

        Volatile.Read(ref _hurry).TrySetResult();
        await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what is noted, if that is done within seconds, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cleanup.DisposeAsync().ConfigureAwait(false);
        _metrics?.Dispose();
        _queue.Writer.TryComplete();
        Volatile.Read(ref _hurry).TrySetResult();
        try
        {
            await _work.WaitAsync(LastWriteTime, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Another process holds the file. Nobody waits longer than this for numbers.
        }
    }

    // Where nothing was kept yet, no file is made for it.
    private void Cleanup()
    {
        if (File.Exists(_file))
        {
            Post(writer =>
            {
                writer.DeleteBefore(_timeProvider.GetUtcNow() - _retention);
                _wantsShrink = true;
            });
        }
    }

    private void Post(Action<TelemetryWriter>? write)
    {
        if (_off || !_queue.Writer.TryWrite(new(write, null)))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private async Task WorkAsync()
    {
        var reader = _queue.Reader;
        try
        {
            while (await reader.WaitToReadAsync().ConfigureAwait(false))
            {
                // A keystroke's notes come in a row: one transaction for all of them, after the answer is out.
                await Task.WhenAny(_hurry.Task, Task.Delay(GatherTime, _timeProvider)).ConfigureAwait(false);
                if (!reader.Completion.IsCompleted && _hurry.Task.IsCompleted)
                {
                    Volatile.Write(ref _hurry, NewHurry());
                }

                while (reader.TryPeek(out _))
                {
                    WriteBatch(reader);
                }
            }
        }
        finally
        {
            // However it ended, nobody is left waiting for a flush.
            _off = true;
            _queue.Writer.TryComplete();
            while (reader.TryRead(out var left))
            {
                left.Done?.TrySetResult();
            }

            Close();
        }
    }

    private void WriteBatch(ChannelReader<Entry> reader)
    {
        var writes = new List<Action<TelemetryWriter>>();
        var done = new List<TaskCompletionSource>();
        while (writes.Count < BatchLength && reader.TryRead(out var entry))
        {
            if (entry.Write is not null)
            {
                writes.Add(entry.Write);
            }

            if (entry.Done is not null)
            {
                done.Add(entry.Done);
            }
        }

        TakeTyped(writes);
        if (writes.Count > 0)
        {
            Write(writes);
        }

        foreach (var waiting in done)
        {
            waiting.TrySetResult();
        }
    }

    private void TakeTyped(List<Action<TelemetryWriter>> writes)
    {
        lock (_typed)
        {
            foreach (var (key, count) in _typed)
            {
                writes.Add(writer => writer.Typed(key, count));
            }

            _typed.Clear();
        }
    }

    private void Write(List<Action<TelemetryWriter>> writes)
    {
        for (var attempt = 1; !_off; attempt++)
        {
            try
            {
                Open().Transact(writes);
                if (_wantsShrink)
                {
                    _wantsShrink = false;
                    _writer!.Shrink();
                }

                return;
            }
            catch (SqliteException error) when (error.SqliteErrorCode is Busy or Locked or Protocol)
            {
                if (attempt == MostBusyBatches)
                {
                    LogBusy(_file, writes.Count);
                    break;
                }
            }
            catch (SqliteException error) when (error.SqliteErrorCode is Corrupt or NotADatabase && !_setAside)
            {
                _setAside = true;
                SetAside(error);
            }
            catch (Exception error) when (error is SqliteException or TelemetryException or IOException or UnauthorizedAccessException)
            {
                TurnOff(error);
            }
        }

        Interlocked.Add(ref _dropped, writes.Count);
    }

    private TelemetryWriter Open()
    {
        // The user may delete the file at any time; another begins then.
        if (_writer is not null && !File.Exists(_file))
        {
            Close();
        }

        return _writer ??= new(TelemetryFile.OpenToWrite(_file));
    }

    private void Close()
    {
        _writer?.Dispose();
        _writer = null;
    }

    // A damaged file is kept beside for whoever wants to look at it; another begins.
    private void SetAside(SqliteException error)
    {
        Close();
        try
        {
            // Another process may have done this, and what lies there now be good.
            if (!TelemetryFile.IsSound(_file))
            {
                TelemetryFile.Move(_file, _file + ".damaged");
                LogSetAside(_file, error.Message);
            }
        }
        catch (Exception failure) when (failure is SqliteException or TelemetryException or IOException or UnauthorizedAccessException)
        {
            TurnOff(failure);
        }
    }

    private void TurnOff(Exception error)
    {
        _off = true;
        Close();
        LogOff(_file, error.Message);
    }

    private static TaskCompletionSource NewHurry() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(1, LogLevel.Warning, "Telemetry is off until the next start: {File} cannot be used. {Error}")]
    private partial void LogOff(string file, string error);

    [LoggerMessage(2, LogLevel.Warning, "{File} was damaged and lies beside as .damaged; telemetry begins a new one. {Error}")]
    private partial void LogSetAside(string file, string error);

    [LoggerMessage(3, LogLevel.Warning, "{File} was held by another program; {Count} notes of telemetry are lost.")]
    private partial void LogBusy(string file, int count);

    // What to write, and whom to tell once it is; either may be missing.
    private readonly record struct Entry(Action<TelemetryWriter>? Write, TaskCompletionSource? Done);
}
