using LocalCascade.Completion.Rules;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Keeps the predictor's files as they are on disk: reads the workspace once, then what it is told has changed, in the background
/// and one thing after another. What the rules exclude, what is large, binary or generated is left out. Thread-safe.
/// </summary>
internal sealed class WorkspaceScanner : IAsyncDisposable
{
    // More changes at once are a branch switch or a checkout: looking at every file is cheaper than at each of them.
    private const int MostChanges = 1_000;

    // How much looking at all files may cost beside what it found: a fifth of the time.
    private const int RestPerRescan = 4;

    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly TimeProvider _timeProvider;
    private readonly WorkspaceReading _reading;
    private readonly Debounce _debounce;
    private readonly HashSet<string> _changed = new(FileName.Comparer);
    private readonly HashSet<string> _near = new(FileName.Comparer);
    private readonly HashSet<string> _languages = new(StringComparer.Ordinal);
    private CancellationTokenSource _cancelling = new();
    private Task _working = Task.CompletedTask;
    private IReadOnlyList<string> _folders = [];
    private FileRules? _rules;
    private string? _indexFile;
    private bool _rescan;
    private bool _isDisposed;
    private long _rescanned;
    private TimeSpan _rest;

    /// <param name="predictor">What takes the files.</param>
    /// <param name="timeProvider">The clock.</param>
    public WorkspaceScanner(WorkspacePredictor predictor, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _reading = new(predictor);
        _debounce = new(timeProvider, Quiet, LongestWait, Begin);
    }

    /// <summary>Completes when what was begun is done. Never faults.</summary>
    public Task Settled
    {
        get
        {
            lock (_gate)
            {
                return _working;
            }
        }
    }

    /// <summary>Reads the folders anew, with other rules perhaps; what still runs is cancelled.</summary>
    /// <param name="folders">The workspace's folders.</param>
    /// <param name="rules">What is excluded.</param>
    /// <param name="indexFolder">Where the files that were read are kept for the next start; empty for nowhere.</param>
    public void Scan(IReadOnlyList<string> folders, FileRules rules, string indexFolder = "")
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _cancelling.Cancel();
            _cancelling.Dispose();
            _cancelling = new();
            (_folders, _rules, _rescan) = (folders, rules, false);
            _indexFile = indexFolder.Length == 0 ? null : IndexFile.PathFor(indexFolder, folders);
            _changed.Clear();
            _near.Clear();
            _languages.Clear();
            Run(Rescan(folders, rules, _indexFile));
        }
    }

    /// <summary>A file was changed, made or deleted, or a folder was.</summary>
    public void Changed(string path)
    {
        lock (_gate)
        {
            if (_rules is null || path.Contains('\0', StringComparison.Ordinal) || FolderOf(path) is not { } folder || FileListing.IsSkipped(path.AsSpan(folder.Length)))
            {
                return;
            }

            if (Path.GetFileName(path) == ".gitignore")
            {
                // The rules look at it again by then.
                _rescan = true;
                _debounce.Signal(atLeast: GitIgnores.CheckInterval + Quiet);
                return;
            }

            if (_changed.Count < MostChanges)
            {
                _changed.Add(path);
            }
            else
            {
                _rescan = true;
            }
        }

        _debounce.Signal();
    }

    /// <summary>Something was changed, and nobody knows what: all files are looked at, and those read whose time or size is another.</summary>
    public void ChangedSomewhere()
    {
        lock (_gate)
        {
            if (_rules is null)
            {
                return;
            }

            _rescan = true;
        }

        _debounce.Signal();
    }

    /// <summary>
    /// A document was opened: where the memory did not suffice for all files, those around it come before others, and those in its
    /// language.
    /// </summary>
    public void Opened(string path, string languageId)
    {
        lock (_gate)
        {
            if (_rules is not { } rules || !_reading.HasLeftOut || FolderOf(path) is null)
            {
                return;
            }

            if (Path.GetDirectoryName(path) is { } folder && _near.Add(folder))
            {
                Run((reading, cancellationToken) => reading.ReadAround(folder, rules, cancellationToken));
            }

            if (!_languages.Add(languageId))
            {
                return;
            }
        }

        ChangedSomewhere();
    }

    public async ValueTask DisposeAsync()
    {
        Task working;
        lock (_gate)
        {
            _isDisposed = true;
            _rules = null;
            _cancelling.Cancel();
            working = _working;
        }

        _debounce.Dispose();
        await working.ConfigureAwait(false);
        _cancelling.Dispose();
    }

    // Time to do what was asked for.
    private void Begin()
    {
        lock (_gate)
        {
            if (_rules is not { } rules)
            {
                return;
            }

            var (folders, rest) = (_folders, _rest - _timeProvider.GetElapsedTime(_rescanned));
            if (_rescan && _rescanned != 0 && rest > TimeSpan.Zero)
            {
                _debounce.Signal(rest);
                return;
            }

            if (_rescan)
            {
                Run(Rescan(folders, rules, _indexFile));
            }
            else if (_changed.Count > 0)
            {
                string[] changed = [.. _changed];
                Run((reading, cancellationToken) => reading.ReadChanged(changed, rules, cancellationToken));
            }

            _rescan = false;
            _changed.Clear();
        }
    }

    private Action<WorkspaceReading, CancellationToken> Rescan(IReadOnlyList<string> folders, FileRules rules, string? indexFile) => (reading, cancellationToken) =>
    {
        if (indexFile is not null)
        {
            reading.Recall(indexFile, folders, rules);
        }

        var started = _timeProvider.GetTimestamp();
        var looked = started;
        reading.ReadAll(folders, rules, () => looked = _timeProvider.GetTimestamp(), cancellationToken);
        lock (_gate)
        {
            (_rescanned, _rest) = (_timeProvider.GetTimestamp(), RestPerRescan * _timeProvider.GetElapsedTime(started, looked));
        }

        if (indexFile is not null)
        {
            reading.Keep(indexFile);
        }
    };

    // Under the lock.
    private void Run(Action<WorkspaceReading, CancellationToken> work) => _working = RunAfterAsync(_working, work, _cancelling.Token);

    private async Task RunAfterAsync(Task before, Action<WorkspaceReading, CancellationToken> work, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Not a thread of the pool: it reads files, for seconds perhaps.
        await Task.Factory.StartNew(
            () =>
            {
                try
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    work(_reading, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    // A newer scan takes over.
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).ConfigureAwait(false);
    }

    private string? FolderOf(string path)
    {
        foreach (var folder in _folders)
        {
            if (WorkspaceReading.IsBelow(path, folder))
            {
                return folder;
            }
        }

        return null;
    }
}
