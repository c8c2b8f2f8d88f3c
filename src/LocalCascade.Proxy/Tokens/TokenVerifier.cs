using System.Security.Cryptography;
using System.Text.Json;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Tokens;

/// <summary>Verifies our own tokens (RFC 7519) without asking anybody: signature, issuer, audience, times. Thread-safe.</summary>
internal sealed class TokenVerifier(TokenConfiguration configuration, KeySet keys, TokenCache cache, TimeProvider timeProvider)
{
    private static readonly TokenVerdict NotOurs = TokenVerdict.Refuse(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidToken, "The token is not one of this proxy's, or is damaged. Exchange your credential for a new one at POST /v1/token.");
    private static readonly TokenVerdict Expired = TokenVerdict.Refuse(StatusCodes.Status401Unauthorized, ErrorCodes.TokenExpired, "The token has expired. Exchange your credential for a new one at POST /v1/token.");
    private static readonly TokenVerdict NotYetValid = TokenVerdict.Refuse(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidToken, "The token is not valid yet: the clocks of its issuer and of this proxy differ.");
    private static readonly TokenVerdict ForOthers = TokenVerdict.Refuse(StatusCodes.Status403Forbidden, ErrorCodes.WrongAudience, "The token was made for another service.");

    public TokenVerdict Verify(string token)
    {
        // Longer ones are not looked at, let alone hashed or decoded.
        if (token.Length is 0 or > Jws.MaxLength)
        {
            return NotOurs;
        }

        var now = timeProvider.GetUtcNow().ToUnixTimeSeconds();
        if (cache.Find(token, now) is { } known)
        {
            return TokenVerdict.Accept(known);
        }

        // The algorithm is the key's, never the token's: "none", and HS256 with the public key as secret, end here.
        if (!Jws.TryParse(token, out var parts) || parts.Algorithm != "ES256" || keys.Find(parts.KeyId) is not { } key || parts.Signature.Length != 64
            || !key.Key.VerifyData(parts.Signed, parts.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            || Read(parts.Payload) is not { } claims || claims.Issuer != configuration.Issuer || claims.User.Length == 0 || claims.Organisation.Length == 0)
        {
            return NotOurs;
        }

        if (claims.Audience != configuration.Audience)
        {
            return ForOthers;
        }

        if (claims.ExpiresAt + configuration.ClockSkewSeconds <= now)
        {
            return Expired;
        }

        if (Math.Max(claims.NotBefore, claims.IssuedAt) - configuration.ClockSkewSeconds > now)
        {
            return NotYetValid;
        }

        var caller = new Caller(claims.Organisation, claims.User, claims.Installation ?? "", new(claims.RequestsPerMinute, claims.Concurrent));
        cache.Add(token, caller, claims.ExpiresAt + configuration.ClockSkewSeconds);
        return TokenVerdict.Accept(caller);
    }

    private static TokenClaims? Read(byte[] payload)
    {
        using var strict = Jws.ReadPayload(payload);
        try
        {
            return strict?.Deserialize(TokenJson.Default.TokenClaims);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
