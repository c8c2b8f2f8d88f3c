namespace LocalCascade.Completion.Workspace;

/// <summary>Runs something once things have been quiet for a while, or after a longer while where they never are. Thread-safe.</summary>
internal sealed class Debounce : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _quiet;
    private readonly TimeSpan _longest;
    private readonly ITimer _timer;
    private long? _since;

    /// <param name="timeProvider">The clock.</param>
    /// <param name="quiet">How long nothing may have happened.</param>
    /// <param name="longest">How long it waits for that.</param>
    /// <param name="run">What it runs, on a pool thread.</param>
    public Debounce(TimeProvider timeProvider, TimeSpan quiet, TimeSpan longest, Action run)
    {
        (_timeProvider, _quiet, _longest) = (timeProvider, quiet, longest);
        _timer = timeProvider.CreateTimer(
            _ =>
            {
                lock (_gate)
                {
                    _since = null;
                }

                run();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something happened.</summary>
    /// <param name="atLeast">How long to wait from now on in any case.</param>
    public void Signal(TimeSpan atLeast = default)
    {
        lock (_gate)
        {
            _since ??= _timeProvider.GetTimestamp();
            var left = _longest - _timeProvider.GetElapsedTime(_since.Value);
            var wait = left < _quiet ? left : _quiet;
            wait = wait > atLeast ? wait : atLeast;
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();
}
