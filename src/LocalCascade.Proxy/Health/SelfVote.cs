using System.Globalization;
using LocalCascade.Proxy.Configuration;

namespace LocalCascade.Proxy.Health;

/// <summary>
/// An instance's vote on itself: it compares its own success rate and latency with what it promises, and steps out of the
/// balancer while it is worse. Back it comes only after having been well for a while, so that it does not flap; without
/// traffic (as when it is out) nothing speaks against it. Thread-safe.
/// </summary>
internal sealed partial class SelfVote
{
    private const double FastShare = 0.95;

    private readonly HealthConfiguration _configuration;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly SlidingWindow _window;
    private readonly Lock _gate = new();
    private bool _healthy = true;
    private long? _wellSince;
    private string _reason = "";

    public SelfVote(HealthConfiguration configuration, TimeProvider timeProvider, ILogger logger)
    {
        _configuration = configuration;
        _timeProvider = timeProvider;
        _logger = logger;
        _window = new(configuration.WindowSeconds, timeProvider);
    }

    /// <summary>Counts a request that was the proxy's to answer: not one that the client cancelled or got wrong.</summary>
    /// <param name="succeeded">Whether it was answered.</param>
    /// <param name="firstByte">How long its first byte took; null when none came.</param>
    public void Count(bool succeeded, TimeSpan? firstByte) =>
        _window.Add(succeeded, firstByte is { } time && time.TotalMilliseconds <= _configuration.FirstByteMilliseconds);

    /// <summary>The vote now, and why.</summary>
    public (bool Healthy, string Reason) Vote()
    {
        var sum = _window.Sum();
        var complaint = sum.Requests < _configuration.LeastRequests ? null
            : sum.Succeeded < _configuration.SuccessRate * sum.Requests
                ? string.Create(CultureInfo.InvariantCulture, $"{sum.Succeeded} of {sum.Requests} requests of the last {_configuration.WindowSeconds} s succeeded, fewer than {_configuration.SuccessRate:P0}")
            : sum.Fast < FastShare * sum.Requests
                ? string.Create(CultureInfo.InvariantCulture, $"{sum.Fast} of {sum.Requests} requests of the last {_configuration.WindowSeconds} s had their first byte within {_configuration.FirstByteMilliseconds} ms, fewer than {FastShare:P0}")
            : null;
        lock (_gate)
        {
            if (complaint is not null)
            {
                _wellSince = null;
                _reason = complaint;
                if (_healthy)
                {
                    _healthy = false;
                    LogOut(complaint);
                }
            }
            else if (!_healthy)
            {
                _wellSince ??= _timeProvider.GetTimestamp();
                if (_timeProvider.GetElapsedTime(_wellSince.Value).TotalSeconds >= _configuration.RecoverySeconds)
                {
                    _healthy = true;
                    LogIn();
                }
            }

            return (_healthy, _healthy ? "" : _reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This instance votes itself out: {Complaint}.")]
    private partial void LogOut(string complaint);

    [LoggerMessage(Level = LogLevel.Information, Message = "This instance votes itself in again.")]
    private partial void LogIn();
}
