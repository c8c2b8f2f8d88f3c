using System.Text.Json.Serialization;

namespace LocalCascade.Proxy.Tokens;

/// <summary>The claims of our own tokens; times in seconds since 1970 (UTC).</summary>
internal sealed record TokenClaims
{
    [JsonPropertyName("iss")]
    public string Issuer { get; init; } = "";

    [JsonPropertyName("aud")]
    public string Audience { get; init; } = "";

    [JsonPropertyName("sub")]
    public string User { get; init; } = "";

    [JsonPropertyName("org")]
    public string Organisation { get; init; } = "";

    [JsonPropertyName("ins")]
    public string? Installation { get; init; }

    /// <summary>The organisation's requests per minute; null for the proxy's default.</summary>
    [JsonPropertyName("rpm")]
    public int? RequestsPerMinute { get; init; }

    /// <summary>The organisation's requests at one time; null for the proxy's default.</summary>
    [JsonPropertyName("con")]
    public int? Concurrent { get; init; }

    [JsonPropertyName("iat")]
    public long IssuedAt { get; init; }

    [JsonPropertyName("nbf")]
    public long NotBefore { get; init; }

    [JsonPropertyName("exp")]
    public long ExpiresAt { get; init; }

    [JsonPropertyName("jti")]
    public string Id { get; init; } = "";
}
