using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Hosting;

namespace LocalCascade.Daemon.Telemetry;

/// <summary>Where the numbers and the key of the hashed paths lie.</summary>
internal static class TelemetryFiles
{
    /// <summary>The key that paths are hashed with. It never leaves this machine, even where a file of numbers does.</summary>
    public static string PathKey => Path.Combine(UserFolders.State, "telemetry.key");

    /// <summary>The SQLite file that these settings mean; a relative path is one in the state folder.</summary>
    public static string Database(TelemetrySettings settings) => Path.Combine(UserFolders.State, settings.File.Length > 0 ? settings.File : "telemetry.db");
}
