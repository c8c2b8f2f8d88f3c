namespace LocalCascade.Daemon.Reporting;

/// <summary>A language's requests.</summary>
/// <param name="Language">LSP language id.</param>
/// <param name="Requests">All, cancelled ones included.</param>
/// <param name="Answered">Those that ended in an answer.</param>
/// <param name="LocalShare">Part of the answers that this machine gave.</param>
/// <param name="P50Ms">Half of the answers took at most this long.</param>
/// <param name="CompletedShare">Part of all new characters that was accepted, not typed.</param>
internal sealed record LanguageReport(string Language, long Requests, long Answered, double? LocalShare, double? P50Ms, double? CompletedShare);
