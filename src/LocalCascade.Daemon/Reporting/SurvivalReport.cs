namespace LocalCascade.Daemon.Reporting;

/// <summary>What is left of accepted text.</summary>
/// <param name="Seconds">Time since the acceptance.</param>
/// <param name="Measured">How many were measured.</param>
/// <param name="Kept">Of these at least three quarters still there.</param>
/// <param name="Mean">The mean part that is left.</param>
internal sealed record SurvivalReport(int Seconds, long Measured, long Kept, double? Mean);
