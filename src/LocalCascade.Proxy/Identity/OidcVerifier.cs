using LocalCascade.Http;
using System.Security.Cryptography;
using System.Text.Json;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Tokens;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Identity;

/// <summary>
/// Verifies access tokens of an OpenID Connect provider: JWTs (RFC 9068) signed with RS256 or ES256 by a key of the provider's
/// key set, which is found by discovery and fetched again when a token names a key that is not in it. Thread-safe.
/// </summary>
internal sealed class OidcVerifier : IDisposable
{
    private const int MaxDocumentBytes = 256 * 1024;
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeastBetweenFetches = TimeSpan.FromMinutes(1);

    private readonly OidcConfiguration _configuration;
    private readonly int _clockSkewSeconds;
    private readonly TimeProvider _timeProvider;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _fetching = new(1, 1);
    private volatile ProviderKeys? _keys;

    public OidcVerifier(OidcConfiguration configuration, int clockSkewSeconds, TimeProvider timeProvider)
    {
        _configuration = configuration;
        _clockSkewSeconds = clockSkewSeconds;
        _timeProvider = timeProvider;
        // A provider is not an upstream: the system's proxy counts, and redirects are followed by nobody.
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = FetchTimeout,
            MaxResponseContentBufferSize = MaxDocumentBytes,
        };
    }

    /// <summary>Whose access token it is.</summary>
    /// <param name="token">The access token.</param>
    /// <param name="users">Where organisations' limits are kept.</param>
    /// <param name="cancellationToken">The client's connection.</param>
    /// <exception cref="RequestRefusedException">It is refused (401, 403), or the provider cannot be reached (503).</exception>
    public async Task<Person> VerifyAsync(string token, UserStore users, CancellationToken cancellationToken)
    {
        if (!Jws.TryParse(token, out var parts) || parts.Algorithm is not ("RS256" or "ES256"))
        {
            throw Refused("The access token is not a JWT signed with RS256 or ES256. If the provider issues opaque tokens, ask it for one for the proxy's own resource.");
        }

        // An ID token says who somebody is, not that they may come in here.
        if (parts.Type is not ("" or "JWT" or "at+jwt" or "application/at+jwt"))
        {
            throw Refused("The token is not an access token.");
        }

        var key = await FindKeyAsync(parts.KeyId, cancellationToken).ConfigureAwait(false);
        if (key is null || !key.Verify(parts))
        {
            throw Refused("The access token was not signed by the identity provider.");
        }

        using var payload = Jws.ReadPayload(parts.Payload) ?? throw Refused("The access token's claims cannot be read.");
        var claims = payload.RootElement;
        CheckClaims(claims);
        var user = Text(claims, _configuration.UserClaim) ?? throw Refused($"The access token has no claim '{_configuration.UserClaim}'.");
        var organisation = Text(claims, _configuration.OrganisationClaim) ?? _configuration.Organisation
            ?? throw new RequestRefusedException(StatusCodes.Status403Forbidden, ErrorCodes.InvalidCredential, $"The access token names no organisation (claim '{_configuration.OrganisationClaim}').");
        return new(user, organisation, users.LimitsOf(organisation));
    }

    public void Dispose()
    {
        _http.Dispose();
        _fetching.Dispose();
    }

    private void CheckClaims(JsonElement claims)
    {
        var now = _timeProvider.GetUtcNow().ToUnixTimeSeconds();
        if (Text(claims, "iss") != _configuration.Issuer)
        {
            throw Refused("The access token is another provider's.");
        }

        if (!IsFor(claims, _configuration.Audience))
        {
            throw new RequestRefusedException(StatusCodes.Status403Forbidden, ErrorCodes.WrongAudience, "The access token was made for another service.");
        }

        if (Seconds(claims, "exp") is not { } expires || expires + _clockSkewSeconds <= now)
        {
            throw new RequestRefusedException(StatusCodes.Status401Unauthorized, ErrorCodes.TokenExpired, "The access token has expired.");
        }

        if (Seconds(claims, "nbf") - _clockSkewSeconds > now)
        {
            throw Refused("The access token is not valid yet: the clocks of the provider and of this proxy differ.");
        }
    }

    private async Task<ProviderKey?> FindKeyAsync(string id, CancellationToken cancellationToken)
    {
        if (_keys?.Find(id) is { } known)
        {
            return known;
        }

        await _fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var keys = _keys;
            if (keys is null || (keys.Find(id) is null && _timeProvider.GetElapsedTime(keys.FetchedAt) >= LeastBetweenFetches))
            {
                _keys = keys = await FetchAsync(cancellationToken).ConfigureAwait(false);
            }

            return keys.Find(id);
        }
        finally
        {
            _fetching.Release();
        }
    }

    private async Task<ProviderKeys> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var metadata = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri($"{_configuration.Issuer.TrimEnd('/')}/.well-known/openid-configuration"), cancellationToken).ConfigureAwait(false));
            if (Text(metadata.RootElement, "issuer") != _configuration.Issuer || !Uri.TryCreate(Text(metadata.RootElement, "jwks_uri"), UriKind.Absolute, out var keysUri)
                || (keysUri.Scheme != "https" && !keysUri.IsLoopback))
            {
                throw Unreachable("its metadata name another issuer or no key set");
            }

            return ProviderKeys.Read(await _http.GetByteArrayAsync(keysUri, cancellationToken).ConfigureAwait(false), _timeProvider.GetTimestamp());
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or CryptographicException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Unreachable("it cannot be reached or its answer cannot be read");
        }
    }

    private static bool IsFor(JsonElement claims, string audience) => claims.TryGetProperty("aud", out var value) && value.ValueKind switch
    {
        JsonValueKind.String => Jws.GetText(value) == audience,
        JsonValueKind.Array => value.EnumerateArray().Any(one => Jws.GetText(one) == audience),
        _ => false,
    };

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && Jws.GetText(value) is { Length: > 0 and <= 256 } text ? text : null;

    private static long? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && Math.Abs(seconds) < 1e12 ? (long)seconds : null;

    private static RequestRefusedException Refused(string message) => new(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidCredential, message);

    private static RequestRefusedException Unreachable(string why) =>
        new(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Overloaded, $"The identity provider's keys could not be fetched: {why}.", TimeSpan.FromSeconds(5));
}
