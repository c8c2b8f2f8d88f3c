namespace LocalCascade.Wire;

/// <summary>The answer of <c>GET /v1/sign-in</c>, which needs no token: how to get one.</summary>
/// <param name="Credential">Whether <c>POST /v1/token</c> takes credentials made by <c>localcascade-proxy users add</c>.</param>
/// <param name="Oidc">The identity provider whose access tokens it takes; null for none.</param>
public sealed record SignInMethods(bool Credential, OidcSignIn? Oidc);
