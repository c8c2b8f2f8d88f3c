using System.Net.Sockets;
using LocalCascade.Completion.Cascade;
using LocalCascade.Daemon.Logging;
using LocalCascade.Daemon.Lsp;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Background;

/// <summary>
/// The process that serves all of a user's editors. Its life: it takes the lock, listens, serves, and ends when it has had no
/// session for a while, when it is asked to, or, once it has made way for another version, with its last session.
/// </summary>
internal sealed partial class BackgroundDaemon : IAsyncDisposable
{
    // A socket that was swept away leaves a daemon that nobody finds: it makes way for one that can be found.
    private static readonly TimeSpan LookAfterSocket = TimeSpan.FromMinutes(1);

    // A peer that does not read must not keep the process.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AfterFailedAccept = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly FileStream _lock;
    private readonly ILocalListener _listener;
    private readonly DaemonOptions _options;
    private readonly ILogger _logger;
    private readonly long _started;
    private readonly Dictionary<DaemonConnection, Task> _connections = [];
    private readonly CancellationTokenSource _accepting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _idle;
    private readonly ITimer _socketWatch;
    private bool _retired;

    private BackgroundDaemon(FileStream @lock, ILocalListener listener, DaemonOptions options, RotatingFile log)
    {
        (_lock, _listener, _options, Log) = (@lock, listener, options, log);
        _logger = new FileLogger(log, options.LogLevel, options.TimeProvider);
        Shared = new(options.TimeProvider, _logger, keepsLastModel: true);
        _started = options.TimeProvider.GetTimestamp();
        _idle = options.TimeProvider.CreateTimer(_ => EndWhenIdle(), null, options.Idle, Timeout.InfiniteTimeSpan);
        _socketWatch = options.TimeProvider.CreateTimer(_ => RetireWhenLost(), null, LookAfterSocket, LookAfterSocket);
    }

    /// <summary>What the sessions share.</summary>
    public SharedServices Shared { get; }

    /// <summary>Where sessions log that name no file of their own. One writer for all: they do not get in each other's way.</summary>
    public RotatingFile Log { get; }

    /// <summary>Whether it takes no new session any more.</summary>
    public bool IsClosing => _accepting.IsCancellationRequested || _ended.Task.IsCompleted;

    /// <summary>Becomes the user's daemon; null when there is one.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public static BackgroundDaemon? TryStart(RuntimeFolder folder, DaemonOptions options, RotatingFile log)
    {
        folder.Prepare();
        var taken = folder.TryLock();
        if (taken is null)
        {
            return null;
        }

        try
        {
            var daemon = new BackgroundDaemon(taken, LocalEndpoint.Listen(folder), options, log);
            LogStarted(daemon._logger, options.Version);
            return daemon;
        }
        catch (IOException)
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Serves until it is time to end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var accepting = AcceptAsync();
        var cancellation = cancellationToken.Register(Stop);
        await using (cancellation.ConfigureAwait(false))
        {
            await _ended.Task.ConfigureAwait(false);
        }

        StopAccepting();
        await accepting.ConfigureAwait(false);
    }

    /// <summary>Ends, whatever is going on; relays are told, and start another daemon with their next request.</summary>
    public void Stop() => _ended.TrySetResult();

    /// <summary>Makes way for another daemon: cannot be found any more, serves the sessions that it has, ends with the last.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            if (!_retired)
            {
                _retired = true;
                LogRetired(_logger);
                StopAccepting();
                SessionsChanged();
            }
        }
    }

    public DaemonStatus GetStatus()
    {
        lock (_gate)
        {
            var models = _connections.Keys.Select(connection => connection.Model).OfType<ModelStatus>().Where(model => model.State != ModelState.Off).ToList();
            var model = models.Find(model => model.State == ModelState.Ready) ?? models.FirstOrDefault();
            return new(
                Environment.ProcessId,
                _options.Version,
                _options.TimeProvider.GetElapsedTime(_started).TotalSeconds,
                _connections.Keys.Count(connection => connection.IsSession),
                model?.Name ?? "",
                model?.State.ToString() ?? "",
                Environment.WorkingSet / 1e6,
                _retired);
        }
    }

    /// <summary>A connection became a session, or was one.</summary>
    public void SessionsChanged()
    {
        lock (_gate)
        {
            var idle = !_connections.Keys.Any(connection => connection.IsSession);
            if (idle && _retired)
            {
                Stop();
            }

            _idle.Change(idle ? _options.Idle : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public async ValueTask DisposeAsync()
    {
        StopAccepting();
        await EndAsync(connection => connection.IsSession).ConfigureAwait(false);
        await _idle.DisposeAsync().ConfigureAwait(false);
        await _socketWatch.DisposeAsync().ConfigureAwait(false);
        await Shared.DisposeAsync().ConfigureAwait(false);
        LogEnded(_logger);

        // Last, whoever asked for the end: it has come.
        await EndAsync(_ => true).ConfigureAwait(false);
        _accepting.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_accepting.IsCancellationRequested)
        {
            try
            {
                Serve(await _listener.AcceptAsync(_accepting.Token).ConfigureAwait(false));
            }
            catch (Exception error) when (_accepting.IsCancellationRequested && error is OperationCanceledException or ObjectDisposedException or SocketException or IOException)
            {
                return;
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                // Too many open files, say: those that are open still have to be served.
                LogAcceptFailed(_logger, error.Message);
                await Task.Delay(AfterFailedAccept, _options.TimeProvider, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void Serve(Stream stream)
    {
        var connection = new DaemonConnection(this, stream, _options, _logger);
        lock (_gate)
        {
            _connections[connection] = Task.CompletedTask;
            _connections[connection] = ServeAsync(connection);
        }
    }

    private async Task ServeAsync(DaemonConnection connection)
    {
        await Task.Yield();
        try
        {
            await using (connection.ConfigureAwait(false))
            {
                await connection.RunAsync().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // What ends one editor's session must not end the others'.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogConnectionFailed(_logger, $"{error.GetType()}{Environment.NewLine}{error.StackTrace}");
        }

        lock (_gate)
        {
            _connections.Remove(connection);

            // Who only asked how it is does not keep it from leaving.
            if (connection.IsSession || _retired)
            {
                SessionsChanged();
            }
        }
    }

    private void StopAccepting()
    {
        lock (_gate)
        {
            if (!_accepting.IsCancellationRequested)
            {
                // The socket first: whoever takes the lock next makes its own.
                _accepting.Cancel();
                _listener.Dispose();
                _lock.Dispose();
            }
        }
    }

    private async Task EndAsync(Func<DaemonConnection, bool> which)
    {
        KeyValuePair<DaemonConnection, Task>[] ending;
        lock (_gate)
        {
            ending = [.. _connections.Where(connection => which(connection.Key))];
        }

        foreach (var (connection, _) in ending)
        {
            connection.End();
        }

        try
        {
            await Task.WhenAll(ending.Select(connection => connection.Value)).WaitAsync(LongestStop, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogLeftBehind(_logger);
        }
    }

    private void EndWhenIdle()
    {
        lock (_gate)
        {
            // A session may have begun while the timer rang.
            if (!_connections.Keys.Any(connection => connection.IsSession))
            {
                LogIdle(_logger);
                Stop();
            }
        }
    }

    private void RetireWhenLost()
    {
        if (!_listener.CanBeFound)
        {
            Retire();
        }
    }

    [LoggerMessage(EventId = 40, Level = LogLevel.Information, Message = "Daemon {Version} listens")]
    private static partial void LogStarted(ILogger logger, string version);

    [LoggerMessage(EventId = 41, Level = LogLevel.Information, Message = "Daemon ended")]
    private static partial void LogEnded(ILogger logger);

    [LoggerMessage(EventId = 42, Level = LogLevel.Information, Message = "Daemon has had no session for a while and ends")]
    private static partial void LogIdle(ILogger logger);

    [LoggerMessage(EventId = 43, Level = LogLevel.Information, Message = "Daemon makes way for another and serves the sessions that it has")]
    private static partial void LogRetired(ILogger logger);

    [LoggerMessage(EventId = 44, Level = LogLevel.Warning, Message = "A connection could not be taken: {Reason}")]
    private static partial void LogAcceptFailed(ILogger logger, string reason);

    [LoggerMessage(EventId = 45, Level = LogLevel.Error, Message = "A connection failed: {Reason}")]
    private static partial void LogConnectionFailed(ILogger logger, string reason);

    [LoggerMessage(EventId = 46, Level = LogLevel.Warning, Message = "Connections that did not end in time are left behind")]
    private static partial void LogLeftBehind(ILogger logger);
}
