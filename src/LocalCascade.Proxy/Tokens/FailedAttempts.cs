using System.Collections.Concurrent;

namespace LocalCascade.Proxy.Tokens;

/// <summary>Slows down who tries credentials: after ten failures within a minute an address has to wait for the minute's end. Bounded. Thread-safe.</summary>
internal sealed class FailedAttempts(TimeProvider timeProvider)
{
    private const int Allowed = 10;
    private const int MostAddresses = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Failures> _byAddress = new(StringComparer.Ordinal);

    /// <summary>How long the address has to wait; null when it may try.</summary>
    public TimeSpan? MustWait(string address)
    {
        if (!_byAddress.TryGetValue(address, out var failures) || failures.Count < Allowed)
        {
            return null;
        }

        var passed = timeProvider.GetElapsedTime(failures.Since);
        return passed < Window ? Window - passed : null;
    }

    public void Count(string address)
    {
        var now = timeProvider.GetTimestamp();
        if (_byAddress.Count >= MostAddresses)
        {
            foreach (var entry in _byAddress)
            {
                if (timeProvider.GetElapsedTime(entry.Value.Since, now) >= Window)
                {
                    _byAddress.TryRemove(entry);
                }
            }

            // All of them within one minute: whoever does that has many addresses, and slowing down single ones is no use.
            if (_byAddress.Count >= MostAddresses)
            {
                return;
            }
        }

        _byAddress.AddOrUpdate(
            address,
            static (_, now) => new(1, now),
            (_, failures, now) => timeProvider.GetElapsedTime(failures.Since, now) >= Window ? new(1, now) : failures with { Count = failures.Count + 1 },
            now);
    }

    private sealed record Failures(int Count, long Since);
}
