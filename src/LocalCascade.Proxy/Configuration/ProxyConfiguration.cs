namespace LocalCascade.Proxy.Configuration;

/// <summary>The whole configuration: one JSON file, read and validated as a whole, swapped as a whole. Relative paths are relative to the file's folder.</summary>
internal sealed record ProxyConfiguration
{
    public ListenConfiguration Listen { get; init; } = new();

    public TokenConfiguration Tokens { get; init; } = new();

    public IReadOnlyList<UpstreamConfiguration> Upstreams { get; init; } = [];

    public RequestLimits Requests { get; init; } = new();

    public AdmissionConfiguration Admission { get; init; } = new();

    public HealthConfiguration Health { get; init; } = new();

    public TelemetryConfiguration Telemetry { get; init; } = new();
}
