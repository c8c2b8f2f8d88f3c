using System.Text.Json.Serialization;

namespace LocalCascade.Proxy.Tokens;

/// <summary>The header of our own tokens.</summary>
internal sealed record JwsHeader(
    [property: JsonPropertyName("alg")] string Algorithm,
    [property: JsonPropertyName("typ")] string Type,
    [property: JsonPropertyName("kid")] string KeyId);
