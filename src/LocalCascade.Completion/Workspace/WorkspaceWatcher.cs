using Microsoft.Extensions.Logging;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Notices that files of the workspace were changed outside the editor: by the system's own watching where no editor tells, and by a
/// look at git now and then in any case. Where the system cannot watch, because its limits are reached, all files are looked at
/// from time to time. Thread-safe.
/// </summary>
internal sealed partial class WorkspaceWatcher : IDisposable
{
    // Linux watches each folder by itself, out of a number that all programs of the user share.
    private const int MostFoldersWatched = 8_000;

    /// <summary>How often git is looked at.</summary>
    public static readonly TimeSpan GitInterval = TimeSpan.FromSeconds(2);

    /// <summary>How often all files are looked at where nothing watches them.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly WorkspaceScanner _scanner;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly List<FileSystemWatcher> _watchers = [];
    private GitLook[] _git = [];
    private IReadOnlyList<string> _folders = [];
    private int _edition;
    private bool _looksAround;
    private bool _hasWarned;
    private bool _isDisposed;
    private long _lookedAround;

    /// <param name="scanner">What is told.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Where a limit that was met is told, once.</param>
    public WorkspaceWatcher(WorkspaceScanner scanner, TimeProvider timeProvider, ILogger logger)
    {
        (_scanner, _timeProvider, _logger) = (scanner, timeProvider, logger);
        _timer = timeProvider.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins to watch; replaces what was watched.</summary>
    /// <param name="folders">The workspace's folders.</param>
    /// <param name="editorTells">Whether the editor tells of changed files.</param>
    /// <returns>Completes when it watches.</returns>
    public Task Watch(IReadOnlyList<string> folders, bool editorTells)
    {
        int edition;
        FileSystemWatcher[] stopped;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return Task.CompletedTask;
            }

            edition = ++_edition;
            (_folders, _looksAround) = (folders, false);
            stopped = TakeWatchers();
            _git = [.. folders.Select(folder => GitLook.Find(folder, looksAtIndex: false)).OfType<GitLook>()];
            _timer.Change(GitInterval, GitInterval);
        }

        Stop(stopped);

        // Finding all folders takes a while.
        return editorTells ? Task.CompletedTask : Task.Run(() => WatchFolders(folders, edition));
    }

    public void Dispose()
    {
        FileSystemWatcher[] stopped;
        lock (_gate)
        {
            _isDisposed = true;
            stopped = TakeWatchers();
        }

        Stop(stopped);
        _timer.Dispose();
    }

    /// <summary>The system's watching failed: it lost what happened, or met a limit.</summary>
    internal void Failed(Exception error)
    {
        if (error is not InternalBufferOverflowException)
        {
            FileSystemWatcher[] stopped;
            lock (_gate)
            {
                stopped = TakeWatchers();
                LookAround(error.Message);
            }

            Stop(stopped);
        }

        _scanner.ChangedSomewhere();
    }

    private void WatchFolders(IReadOnlyList<string> folders, int edition)
    {
        foreach (var folder in folders)
        {
            FileSystemWatcher? watcher = null;
            try
            {
                if (OperatingSystem.IsLinux() && HasMoreFolders(folder))
                {
                    throw new IOException($"The workspace has more than {MostFoldersWatched} folders.");
                }

                watcher = new(folder) { IncludeSubdirectories = true, InternalBufferSize = 64 * 1024, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite };
                watcher.Changed += (_, change) =>
                {
                    // Folders change too, with what is in them.
                    if (LanguageIds.IsCode(change.FullPath) || Path.GetFileName(change.FullPath) == ".gitignore")
                    {
                        _scanner.Changed(change.FullPath);
                    }
                };
                watcher.Created += (_, change) => _scanner.Changed(change.FullPath);
                watcher.Deleted += (_, change) => _scanner.Changed(change.FullPath);
                watcher.Renamed += (_, change) =>
                {
                    _scanner.Changed(change.OldFullPath);
                    _scanner.Changed(change.FullPath);
                };
                watcher.Error += (_, failure) => Failed(failure.GetException());
                watcher.EnableRaisingEvents = true;
                bool isCurrent;
                lock (_gate)
                {
                    isCurrent = edition == _edition && !_isDisposed;
                    if (isCurrent)
                    {
                        _watchers.Add(watcher);
                    }
                }

                if (!isCurrent)
                {
                    watcher.Dispose();
                    return;
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
            {
                watcher?.Dispose();
                lock (_gate)
                {
                    if (edition == _edition)
                    {
                        LookAround(error.Message);
                    }
                }
            }
        }
    }

    private static bool HasMoreFolders(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.EnumerateDirectories(folder, "*", options).Skip(MostFoldersWatched).Any();
    }

    // Under the lock.
    private void LookAround(string reason)
    {
        if (_looksAround)
        {
            return;
        }

        (_looksAround, _lookedAround) = (true, _timeProvider.GetTimestamp());
        _git = [.. _folders.Select(folder => GitLook.Find(folder, looksAtIndex: true)).OfType<GitLook>()];
        if (!_hasWarned)
        {
            _hasWarned = true;
            Log.CannotWatch(_logger, (int)LookInterval.TotalSeconds, reason);
        }
    }

    private void Look()
    {
        var changed = false;
        lock (_gate)
        {
            foreach (var git in _git)
            {
                changed |= git.HasMoved();
            }

            if (_looksAround && _timeProvider.GetElapsedTime(_lookedAround) >= LookInterval)
            {
                _lookedAround = _timeProvider.GetTimestamp();
                changed = true;
            }
        }

        if (changed)
        {
            _scanner.ChangedSomewhere();
        }
    }

    // Under the lock.
    private FileSystemWatcher[] TakeWatchers()
    {
        FileSystemWatcher[] taken = [.. _watchers];
        _watchers.Clear();
        return taken;
    }

    // Not under the lock: a watcher may wait for what it is just telling, and that may wait for the lock.
    private static void Stop(FileSystemWatcher[] watchers)
    {
        foreach (var watcher in watchers)
        {
            watcher.Dispose();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "Files changed outside the editor are noticed late, by a look every {Seconds} s: the system does not watch the workspace. {Reason}")]
        public static partial void CannotWatch(ILogger logger, int seconds, string reason);
    }
}
