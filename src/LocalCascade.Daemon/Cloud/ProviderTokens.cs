namespace LocalCascade.Daemon.Cloud;

/// <summary>An identity provider's answer at its token endpoint: tokens, or an error (RFC 6749, section 5).</summary>
internal sealed record ProviderTokens(string? AccessToken, string? RefreshToken, int? ExpiresIn, string? Error, string? ErrorDescription)
{
    public override string ToString() => Error ?? "tokens";
}
