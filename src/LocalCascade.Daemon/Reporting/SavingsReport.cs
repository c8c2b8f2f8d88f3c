namespace LocalCascade.Daemon.Reporting;

/// <summary>What a client without local tiers would have sent besides. Tokens are estimates; docs/telemetry.md says how.</summary>
/// <param name="Requests">Requests that the workspace predictor or the local model answered and that were never sent.</param>
/// <param name="Share">Of what such a client would have sent.</param>
/// <param name="PromptTokens">Tokens not sent.</param>
/// <param name="Tokens">Tokens not generated there.</param>
/// <param name="Money">What they would have cost; null without prices.</param>
/// <param name="Currency">Of <paramref name="Money"/> and of the cloud's cost.</param>
internal sealed record SavingsReport(long Requests, double? Share, long PromptTokens, long Tokens, double? Money, string Currency);
