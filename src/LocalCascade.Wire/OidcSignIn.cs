namespace LocalCascade.Wire;

/// <summary>An OpenID Connect provider that a client signs in at by the device flow (RFC 8628).</summary>
/// <param name="Issuer">The provider's issuer URL; its metadata lie under <c>/.well-known/openid-configuration</c>.</param>
/// <param name="ClientId">The public client's id.</param>
/// <param name="Scope">Scopes to ask for, separated by blanks.</param>
/// <param name="Resource">The resource indicator (RFC 8707) to ask for, so that the access token is a JWT for the proxy; null for none.</param>
public sealed record OidcSignIn(string Issuer, string ClientId, string Scope, string? Resource);
