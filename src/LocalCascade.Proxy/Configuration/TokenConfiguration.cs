namespace LocalCascade.Proxy.Configuration;

/// <summary>How clients are known.</summary>
internal sealed record TokenConfiguration
{
    /// <summary>The file of signing keys, made on first start, only its owner may read it.</summary>
    public string KeysFile { get; set; } = "keys.json";

    /// <summary>The file of users (<c>localcascade-proxy users</c>); null where only <see cref="Oidc"/> counts.</summary>
    public string? UsersFile { get; set; } = "users.json";

    /// <summary>The <c>iss</c> of the tokens.</summary>
    public string Issuer { get; set; } = "localcascade-proxy";

    /// <summary>The <c>aud</c> of the tokens.</summary>
    public string Audience { get; set; } = "localcascade";

    /// <summary>How long a token is valid, in minutes, 10 to 30.</summary>
    public int LifetimeMinutes { get; set; } = 20;

    /// <summary>By how much clocks may differ, in seconds, 0 to 300.</summary>
    public int ClockSkewSeconds { get; set; } = 60;

    /// <summary>The most verified tokens to remember, 0 to 1,000,000.</summary>
    public int CachedTokens { get; set; } = 10_000;

    /// <summary>An OpenID Connect provider whose access tokens are exchanged too; null for none.</summary>
    public OidcConfiguration? Oidc { get; set; }
}
