namespace LocalCascade.Proxy.Configuration;

/// <summary>When an instance votes itself out of the balancer.</summary>
internal sealed record HealthConfiguration
{
    /// <summary>The sliding window, in seconds, 5 to 3600.</summary>
    public int WindowSeconds { get; set; } = 30;

    /// <summary>The least share of requests that have to succeed, 0 to 1 (those that the client cancelled or got wrong do not count).</summary>
    public double SuccessRate { get; set; } = 0.95;

    /// <summary>The time to the first byte that 95 % of the requests have to keep, in milliseconds.</summary>
    public int FirstByteMilliseconds { get; set; } = 2000;

    /// <summary>Requests in the window below which nothing is judged.</summary>
    public int LeastRequests { get; set; } = 20;

    /// <summary>How long it has to be well again before it votes itself in, in seconds.</summary>
    public int RecoverySeconds { get; set; } = 10;

    /// <summary>Failures in a row that put an upstream out, 1 to 1000.</summary>
    public int EjectAfter { get; set; } = 3;

    /// <summary>How long until an ejected upstream is probed, in milliseconds; doubled up to 30 s while it fails.</summary>
    public int ProbeMilliseconds { get; set; } = 500;
}
