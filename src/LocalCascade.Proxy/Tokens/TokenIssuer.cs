using System.Security.Cryptography;
using System.Text.Json;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Identity;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Tokens;

/// <summary>Makes tokens.</summary>
internal sealed class TokenIssuer(TokenConfiguration configuration, KeySet keys, TimeProvider timeProvider)
{
    // Asked for when a quarter of its time is left, so that an hour of typing never meets an expired one.
    private const double RefreshAfter = 0.75;

    /// <summary>Makes one for a person and an installation (empty for none).</summary>
    public TokenResponse Issue(Person person, string installation)
    {
        var now = timeProvider.GetUtcNow();
        var seconds = configuration.LifetimeMinutes * 60;
        var claims = new TokenClaims
        {
            Issuer = configuration.Issuer,
            Audience = configuration.Audience,
            User = person.User,
            Organisation = person.Organisation,
            Installation = installation.Length > 0 ? installation : null,
            RequestsPerMinute = person.Limits.RequestsPerMinute,
            Concurrent = person.Limits.Concurrent,
            IssuedAt = now.ToUnixTimeSeconds(),
            NotBefore = now.ToUnixTimeSeconds(),
            ExpiresAt = now.ToUnixTimeSeconds() + seconds,
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)),
        };
        var key = keys.SigningAt(now);
        var token = Jws.Sign(JsonSerializer.SerializeToUtf8Bytes(claims, TokenJson.Default.TokenClaims), key.Id, key.Key);
        return new(token, claims.ExpiresAt, seconds, (int)(seconds * RefreshAfter), person.Organisation, person.User);
    }
}
