using LocalCascade.Daemon.Configuration;

namespace LocalCascade.Daemon.Telemetry;

/// <summary>Where a session's numbers go.</summary>
/// <param name="File">The SQLite file's full path.</param>
/// <param name="Retention">How long rows are kept.</param>
/// <param name="OtlpEndpoint">The collector's base URL; empty for none.</param>
internal sealed record TelemetryPlace(string File, TimeSpan Retention, string OtlpEndpoint)
{
    /// <summary>What the settings say; null where telemetry is off. Offline nothing is exported.</summary>
    public static TelemetryPlace? Of(DaemonSettings settings) => !settings.Telemetry.IsOn
        ? null
        : new(TelemetryFiles.Database(settings.Telemetry), TimeSpan.FromDays(settings.Telemetry.RetentionDays), settings.Offline ? "" : settings.Telemetry.OtlpEndpoint);
}
