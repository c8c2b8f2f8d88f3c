using System.Collections.Concurrent;

namespace LocalCascade.Proxy.Admission;

/// <summary>
/// Requests per minute of each organisation, by the generic cell rate algorithm (ITU-T I.371): one number for each. A burst of
/// a tenth of a minute's requests is let through at once. Thread-safe.
/// </summary>
internal sealed class RateLimiter(TimeProvider timeProvider)
{
    private const int MostIdle = 10_000;

    // When the organisation's bucket will be empty again, in ticks of the clock.
    private readonly ConcurrentDictionary<string, long> _due = new(StringComparer.Ordinal);

    /// <summary>Counts a request; how long to wait when it is one too many, else null.</summary>
    /// <param name="organisation">Who asks.</param>
    /// <param name="requestsPerMinute">Its limit, at least 1.</param>
    public TimeSpan? TryTake(string organisation, int requestsPerMinute)
    {
        var now = timeProvider.GetTimestamp();
        var minute = 60 * timeProvider.TimestampFrequency;
        var step = Math.Max(1, minute / requestsPerMinute);
        var tolerance = Math.Max(minute / 10, step);
        while (true)
        {
            var known = _due.TryGetValue(organisation, out var due);
            var earliest = Math.Max(due, now);
            if (earliest + step - now > tolerance)
            {
                return timeProvider.GetElapsedTime(now, earliest + step - tolerance);
            }

            if (known ? _due.TryUpdate(organisation, earliest + step, due) : _due.TryAdd(organisation, earliest + step))
            {
                if (!known && _due.Count > MostIdle)
                {
                    ForgetIdle(now);
                }

                return null;
            }
        }
    }

    private void ForgetIdle(long now)
    {
        foreach (var entry in _due)
        {
            if (entry.Value <= now)
            {
                _due.TryRemove(entry);
            }
        }
    }
}
