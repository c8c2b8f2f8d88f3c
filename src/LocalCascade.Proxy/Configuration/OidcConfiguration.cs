namespace LocalCascade.Proxy.Configuration;

/// <summary>An OpenID Connect provider.</summary>
internal sealed record OidcConfiguration
{
    /// <summary>The issuer's URL, https (http on loopback only).</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The <c>aud</c> that access tokens must have.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The public client that people sign in with by the device flow.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Scopes that the client asks for.</summary>
    public string Scope { get; set; } = "openid";

    /// <summary>Resource indicator (RFC 8707) that the client asks for; null for none.</summary>
    public string? Resource { get; set; }

    /// <summary>The claim that names the user.</summary>
    public string UserClaim { get; set; } = "sub";

    /// <summary>The claim that names the organisation; where it is missing, <see cref="Organisation"/> holds.</summary>
    public string OrganisationClaim { get; set; } = "org";

    /// <summary>The organisation of users without the claim; null refuses them.</summary>
    public string? Organisation { get; set; }
}
