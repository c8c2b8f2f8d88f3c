namespace LocalCascade.Proxy.Configuration;

/// <summary>The whole configuration: one JSON file, read and validated as a whole, swapped as a whole. Relative paths are relative to the file's folder.</summary>
internal sealed record ProxyConfiguration
{
    public ListenConfiguration Listen { get; set; } = new();

    public TokenConfiguration Tokens { get; set; } = new();

    public IReadOnlyList<UpstreamConfiguration> Upstreams { get; set; } = [];

    public RequestLimits Requests { get; set; } = new();

    public AdmissionConfiguration Admission { get; set; } = new();

    public HealthConfiguration Health { get; set; } = new();

    public TelemetryConfiguration Telemetry { get; set; } = new();
}
