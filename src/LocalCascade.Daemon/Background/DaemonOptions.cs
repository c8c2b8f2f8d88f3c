using LocalCascade.Daemon.Hosting;

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

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
