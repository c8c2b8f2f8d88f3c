namespace LocalCascade.Proxy.Identity;

/// <summary>An organisation's limits as stored; null where the proxy's defaults hold.</summary>
internal sealed record StoredOrganisation(string Name, int? RequestsPerMinute, int? Concurrent);
