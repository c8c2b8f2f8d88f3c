using LocalCascade.Completion;
using LocalCascade.Completion.Cloud;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Configuration;

/// <summary>All effective settings: the engine's and the daemon's own.</summary>
internal sealed record DaemonSettings
{
    public EngineSettings Engine { get; init; } = new();

    /// <summary>Where the cloud tier is.</summary>
    public CloudSettings Cloud { get; init; } = new();

    public TelemetrySettings Telemetry { get; init; } = new();

    /// <summary>No socket is opened: the cloud's client is not even made.</summary>
    public bool Offline { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
