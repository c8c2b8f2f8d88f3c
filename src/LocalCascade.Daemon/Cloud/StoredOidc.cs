namespace LocalCascade.Daemon.Cloud;

/// <summary>An identity provider's tokens.</summary>
/// <param name="TokenEndpoint">Where they are renewed.</param>
/// <param name="ClientId">The public client.</param>
/// <param name="Resource">The resource indicator; null for none.</param>
/// <param name="AccessToken">What the proxy takes.</param>
/// <param name="RefreshToken">What renews it; null where the provider gave none.</param>
/// <param name="ExpiresAt">When the access token ends.</param>
internal sealed record StoredOidc(string TokenEndpoint, string ClientId, string? Resource, string AccessToken, string? RefreshToken, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"tokens of {ClientId}";
}
