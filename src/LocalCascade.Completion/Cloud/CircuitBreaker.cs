namespace LocalCascade.Completion.Cloud;

/// <summary>
/// Leaves a failing cloud alone: after some failures in a row nothing is asked for a while, then one request tries whether it is
/// back, and the while doubles when it is not. Thread-safe.
/// </summary>
/// <param name="failures">How many failures in a row open it.</param>
/// <param name="pause">How long it stays open at first.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class CircuitBreaker(int failures, TimeSpan pause, TimeProvider timeProvider)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private int _failed;
    private TimeSpan _pause;
    private long _since;

    /// <summary>How long nothing is asked from now on; zero when closed, or when a request may try.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_gate)
            {
                return LeftOf();
            }
        }
    }

    /// <summary>Begins a request; false while the circuit is open. While it is tried again, for one request only.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (LeftOf() > TimeSpan.Zero)
            {
                return false;
            }

            if (_failed >= failures)
            {
                // Whoever comes after this one waits for what it finds out, or another pause.
                _since = timeProvider.GetTimestamp();
            }

            return true;
        }
    }

    /// <summary>The cloud answered.</summary>
    public void Succeeded()
    {
        lock (_gate)
        {
            (_failed, _pause) = (0, TimeSpan.Zero);
        }
    }

    /// <summary>The cloud failed, or was too late to be of use.</summary>
    public void Failed()
    {
        lock (_gate)
        {
            if (++_failed < failures)
            {
                return;
            }

            var longer = _pause == TimeSpan.Zero ? pause : 2 * _pause;
            _pause = longer < LongestPause ? longer : LongestPause;
            _since = timeProvider.GetTimestamp();
        }
    }

    /// <summary>A request was given up before it told anything: another may try.</summary>
    public void Abandoned()
    {
        lock (_gate)
        {
            if (_failed >= failures)
            {
                _since = timeProvider.GetTimestamp() - (long)(_pause.TotalSeconds * timeProvider.TimestampFrequency);
            }
        }
    }

    private TimeSpan LeftOf() => _failed < failures ? TimeSpan.Zero : _pause - timeProvider.GetElapsedTime(_since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
