namespace LocalCascade.Daemon.Reporting;

/// <summary>What went to the cloud.</summary>
/// <param name="Requests">Requests sent.</param>
/// <param name="Share">Of all requests.</param>
/// <param name="PromptTokens">Tokens sent.</param>
/// <param name="Tokens">Tokens generated there.</param>
/// <param name="Cost">What they cost; null without prices.</param>
/// <param name="WastedSeconds">How long streams ran of which nothing was shown.</param>
/// <param name="Outcomes">What came of them, the most frequent first.</param>
internal sealed record CloudReport(long Requests, double? Share, long PromptTokens, long Tokens, double? Cost, double WastedSeconds, IReadOnlyList<NamedCount> Outcomes);
