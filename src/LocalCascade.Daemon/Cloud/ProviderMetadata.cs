namespace LocalCascade.Daemon.Cloud;

/// <summary>What an identity provider says of itself (OpenID Connect Discovery, RFC 8414).</summary>
internal sealed record ProviderMetadata(string? Issuer, string? DeviceAuthorizationEndpoint, string? TokenEndpoint);
