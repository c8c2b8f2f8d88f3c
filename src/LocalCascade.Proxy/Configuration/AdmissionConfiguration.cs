namespace LocalCascade.Proxy.Configuration;

/// <summary>How much of the engines one organisation may have.</summary>
internal sealed record AdmissionConfiguration
{
    /// <summary>Requests per minute of an organisation whose token names no limit, 1 to 10,000,000.</summary>
    public int RequestsPerMinute { get; set; } = 6000;

    /// <summary>Requests at one time of an organisation whose token names no limit, 1 to 100,000.</summary>
    public int Concurrent { get; set; } = 128;

    /// <summary>Requests that may wait for an engine, over all organisations, 0 to 100,000.</summary>
    public int MaxWaiting { get; set; } = 512;

    /// <summary>How long one may wait, in milliseconds, 1 to 60,000.</summary>
    public int MaxWaitMilliseconds { get; set; } = 1000;
}
