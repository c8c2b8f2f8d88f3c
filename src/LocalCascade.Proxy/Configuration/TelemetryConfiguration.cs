namespace LocalCascade.Proxy.Configuration;

/// <summary>Where numbers go besides <c>/metrics</c>. Read at start only.</summary>
internal sealed record TelemetryConfiguration
{
    /// <summary>An OTLP collector such as <c>http://localhost:4317</c>; null for none.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary><c>grpc</c> or <c>http/protobuf</c>.</summary>
    public string OtlpProtocol { get; set; } = "http/protobuf";

    /// <summary>The least level that is logged: Debug, Information, Warning, Error.</summary>
    public string LogLevel { get; set; } = "Information";

    /// <summary>The level as a value.</summary>
    internal LogLevel Level => Enum.Parse<LogLevel>(LogLevel, ignoreCase: true);
}
