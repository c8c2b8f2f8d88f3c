using LocalCascade.Daemon.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Background;

/// <summary>How a daemon lives.</summary>
internal sealed record DaemonOptions
{
    /// <summary>How long it stays without a session.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The build; it serves relays of the same only.</summary>
    public string Version { get; init; } = ProductVersion.Build;

    /// <summary>The user's folders that it works with.</summary>
    public IReadOnlyList<string> Folders { get; init; } = UserFolders.All;

    /// <summary>What the daemon logs of itself; sessions have their own setting.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
