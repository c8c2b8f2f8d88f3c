using LocalCascade.Completion;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Configuration;

/// <summary>All effective settings: the engine's and the daemon's own.</summary>
internal sealed record DaemonSettings
{
    public EngineSettings Engine { get; init; } = new();

    /// <summary>No socket is opened. Nothing opens one yet; later tiers have to ask.</summary>
    public bool Offline { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
