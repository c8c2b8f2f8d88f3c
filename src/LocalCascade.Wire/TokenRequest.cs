namespace LocalCascade.Wire;

/// <summary>
/// The body of <c>POST /v1/token</c>, which exchanges a long-lived credential for a short-lived token. The credential itself
/// (one of ours, or an OIDC access token) travels as <c>Authorization: Bearer</c>.
/// </summary>
/// <param name="Installation">A random id of this installation, 1 to 64 characters of <c>A-Z a-z 0-9 - _</c>; null for none.</param>
public sealed record TokenRequest(string? Installation);
