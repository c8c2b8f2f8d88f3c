namespace LocalCascade.Proxy.Tokens;

/// <summary>An organisation's limits; null where the proxy's defaults hold.</summary>
/// <param name="RequestsPerMinute">Requests per minute.</param>
/// <param name="Concurrent">Requests at one time.</param>
internal sealed record CallerLimits(int? RequestsPerMinute, int? Concurrent);
