namespace LocalCascade.Proxy.Configuration;

/// <summary>What one request may be.</summary>
internal sealed record RequestLimits
{
    /// <summary>The largest body as it comes over the wire, in bytes, 1,024 to 64 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 512 * 1024;

    /// <summary>The largest body once unpacked, in bytes.</summary>
    public int MaxUnpackedBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>The deepest nesting of the JSON, 4 to 64.</summary>
    public int MaxDepth { get; set; } = 16;

    /// <summary>The most tokens to generate, 1 to 100,000; larger wishes are lowered to it.</summary>
    public int MaxTokens { get; set; } = 512;

    /// <summary>How long a request may take from its arrival to its last byte, in milliseconds, 100 to 3,600,000.</summary>
    public int DeadlineMilliseconds { get; set; } = 30_000;

    /// <summary>How many upstreams are tried in all, 1 to 5; only before the first byte of an answer.</summary>
    public int MaxAttempts { get; set; } = 2;

    /// <summary>The oldest client served, as product/version such as <c>localcascade/0.1.0</c>; others of that product get 466. Empty for any.</summary>
    public IReadOnlyList<string> MinimumClients { get; set; } = [];

    /// <summary>What clients that are too old are told.</summary>
    public string UpgradeMessage { get; set; } = "This version is no longer served. Install the newest one.";
}
