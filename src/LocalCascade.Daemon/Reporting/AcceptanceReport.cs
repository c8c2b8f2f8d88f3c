namespace LocalCascade.Daemon.Reporting;

/// <summary>What became of suggestions that were shown.</summary>
/// <param name="Name">The tier or language; empty for all.</param>
/// <param name="Shown">Suggestions shown.</param>
/// <param name="Accepted">Of these accepted, whole or in part.</param>
/// <param name="Rejected">Of these dismissed.</param>
/// <param name="Strong">Of these accepted and, two minutes later, at least three quarters still there.</param>
/// <param name="Measured">Accepted ones whose two minutes are known.</param>
/// <param name="AcceptedShare">Accepted of shown.</param>
/// <param name="StrongShare">Strong of shown; accepted ones whose two minutes are not known are left out.</param>
internal sealed record AcceptanceReport(string Name, long Shown, long Accepted, long Rejected, long Strong, long Measured, double? AcceptedShare, double? StrongShare);
