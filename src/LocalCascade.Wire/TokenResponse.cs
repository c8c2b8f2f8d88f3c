namespace LocalCascade.Wire;

/// <summary>The answer of <c>POST /v1/token</c>.</summary>
/// <param name="Token">The short-lived token: what goes into <c>Authorization: Bearer</c> of completion requests.</param>
/// <param name="ExpiresAt">When it ends, in seconds since 1970 (UTC, by the proxy's clock).</param>
/// <param name="ExpiresIn">Seconds until then, for clients whose clock is off.</param>
/// <param name="RefreshIn">Seconds until a client should ask for the next one.</param>
/// <param name="Organisation">Whom the user belongs to.</param>
/// <param name="User">The user's name.</param>
public sealed record TokenResponse(string Token, long ExpiresAt, int ExpiresIn, int RefreshIn, string Organisation, string User);
