namespace LocalCascade.Proxy.Tokens;

/// <summary>Who sent a request, as its verified token says.</summary>
/// <param name="Organisation">The organisation that pays and is limited.</param>
/// <param name="User">The user within it.</param>
/// <param name="Installation">The installation that the token was made for; empty for none.</param>
/// <param name="Limits">The organisation's limits.</param>
internal sealed record Caller(string Organisation, string User, string Installation, CallerLimits Limits);
