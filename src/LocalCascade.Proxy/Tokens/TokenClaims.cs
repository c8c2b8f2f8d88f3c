using System.Text.Json.Serialization;

namespace LocalCascade.Proxy.Tokens;

/// <summary>The claims of our own tokens; times in seconds since 1970 (UTC). Settable, so that missing ones keep their defaults when read.</summary>
internal sealed record TokenClaims
{
    [JsonPropertyName("iss")]
    public string Issuer { get; set; } = "";

    [JsonPropertyName("aud")]
    public string Audience { get; set; } = "";

    [JsonPropertyName("sub")]
    public string User { get; set; } = "";

    [JsonPropertyName("org")]
    public string Organisation { get; set; } = "";

    [JsonPropertyName("ins")]
    public string? Installation { get; set; }

    /// <summary>The organisation's requests per minute; null for the proxy's default.</summary>
    [JsonPropertyName("rpm")]
    public int? RequestsPerMinute { get; set; }

    /// <summary>The organisation's requests at one time; null for the proxy's default.</summary>
    [JsonPropertyName("con")]
    public int? Concurrent { get; set; }

    [JsonPropertyName("iat")]
    public long IssuedAt { get; set; }

    [JsonPropertyName("nbf")]
    public long NotBefore { get; set; }

    [JsonPropertyName("exp")]
    public long ExpiresAt { get; set; }

    [JsonPropertyName("jti")]
    public string Id { get; set; } = "";
}
