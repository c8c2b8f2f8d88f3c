using LocalCascade.Proxy.Configuration;

namespace LocalCascade.Proxy.Upstreams;

/// <summary>
/// Whether an upstream is in or out: out after several failures in a row or at once when it cannot be reached, back in when a
/// probe succeeds. While it is in, a probe from time to time keeps its connections open. Thread-safe.
/// </summary>
internal sealed partial class UpstreamHealth(string name, HealthConfiguration health, TimeProvider timeProvider, Action changed, ILogger logger)
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepWarm = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _wentOut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failures;
    private volatile bool _available;

    /// <summary>Whether it is in. Out until the first probe has succeeded.</summary>
    public bool IsAvailable => _available;

    /// <summary>Completes after the first probe.</summary>
    public Task Settled => _settled.Task;

    public void Succeeded() => Volatile.Write(ref _failures, 0);

    public void Failed(bool atOnce)
    {
        if ((Interlocked.Increment(ref _failures) >= health.EjectAfter || atOnce) && _available)
        {
            _available = false;
            LogOut(name);
            changed();
            _wentOut.TrySetResult();
        }
    }

    /// <summary>Probes until cancelled.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> probe, CancellationToken cancellationToken)
    {
        var backoff = TimeSpan.FromMilliseconds(health.ProbeMilliseconds);
        while (!cancellationToken.IsCancellationRequested)
        {
            var wasAvailable = _available;
            var reason = await ProbeAsync(probe, cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (reason is null)
            {
                backoff = TimeSpan.FromMilliseconds(health.ProbeMilliseconds);
                Volatile.Write(ref _failures, 0);
                if (!_available)
                {
                    _wentOut = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    _available = true;
                    LogIn(name);
                    changed();
                }
            }
            else if (wasAvailable && _available)
            {
                _available = false;
                LogProbeFailed(name, reason);
                changed();
            }
            else if (!_settled.Task.IsCompleted)
            {
                LogProbeFailed(name, reason);
            }

            _settled.TrySetResult();
            if (_available)
            {
                // Failed() ends the wait: the first probe of an upstream that has just been put out comes after one backoff.
                await _wentOut.Task.WaitAsync(KeepWarm, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (!_available)
            {
                await Task.Delay(Jittered(backoff), timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                backoff = TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, LongestBackoff.Ticks));
            }
        }
    }

    // Null when it answered; else why not.
    private async Task<string?> ProbeAsync(Func<CancellationToken, Task> probe, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ProbeTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await probe(either.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException)
        {
            return $"it did not answer within {ProbeTimeout.TotalSeconds:0} seconds";
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return error.Message;
        }
    }

    // Instances that lost the same upstream would otherwise all come back at one moment.
    private static TimeSpan Jittered(TimeSpan time) => time * (0.8 + (0.4 * Random.Shared.NextDouble()));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upstream {Name} is out: it failed too often or cannot be reached. It is probed until it is back.")]
    private partial void LogOut(string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Upstream {Name} is in.")]
    private partial void LogIn(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Upstream {Name} is out: {Reason}. It is probed until it is back.")]
    private partial void LogProbeFailed(string name, string reason);
}
