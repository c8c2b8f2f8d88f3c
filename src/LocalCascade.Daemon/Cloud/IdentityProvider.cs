using System.Net;
using System.Text.Json;
using LocalCascade.Wire;

namespace LocalCascade.Daemon.Cloud;

/// <summary>An OpenID Connect provider, from a public client's side: the device flow (RFC 8628) and renewing tokens (RFC 6749, section 6).</summary>
internal sealed class IdentityProvider(HttpClient http, TimeProvider timeProvider)
{
    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
    private static readonly TimeSpan SlowDown = TimeSpan.FromSeconds(5);

    /// <summary>Begins a device flow.</summary>
    /// <exception cref="SignInException">The provider cannot be reached or does not offer it.</exception>
    public async Task<DeviceSignIn> BeginAsync(OidcSignIn provider, CancellationToken cancellationToken)
    {
        var metadata = await GetMetadataAsync(provider.Issuer, cancellationToken).ConfigureAwait(false);
        if (metadata is not { DeviceAuthorizationEndpoint: { } deviceEndpoint, TokenEndpoint: { } tokenEndpoint } || metadata.Issuer != provider.Issuer || !IsSafe(deviceEndpoint) || !IsSafe(tokenEndpoint))
        {
            throw new SignInException($"The identity provider {provider.Issuer} does not offer the device flow.");
        }

        var fields = new Dictionary<string, string> { ["client_id"] = provider.ClientId, ["scope"] = provider.Scope };
        Add(fields, "resource", provider.Resource);
        var (status, body) = await PostAsync(deviceEndpoint, fields, cancellationToken).ConfigureAwait(false);
        var device = Read(body, OidcJson.Default.DeviceAuthorization);
        // The page is opened in a browser: a provider must not name a file or a program instead.
        return status == HttpStatusCode.OK && device is { DeviceCode: not null, UserCode: not null, VerificationUri: { } page } && IsSafe(page) && (device.VerificationUriComplete is not { } complete || IsSafe(complete))
            ? new(device, tokenEndpoint, provider.ClientId, provider.Resource)
            : throw new SignInException($"The identity provider refused to begin signing in: {Read(body, OidcJson.Default.ProviderTokens)?.ErrorDescription ?? $"status {(int)status}"}.");
    }

    /// <summary>Asks, as often as the provider allows, until the person has signed in in the browser.</summary>
    /// <exception cref="SignInException">They refused, or too much time passed.</exception>
    public async Task<StoredOidc> WaitAsync(DeviceSignIn signIn, CancellationToken cancellationToken)
    {
        var interval = TimeSpan.FromSeconds(Math.Clamp(signIn.Device.Interval ?? 5, 1, 60));
        var fields = new Dictionary<string, string> { ["grant_type"] = DeviceGrant, ["device_code"] = signIn.Device.DeviceCode!, ["client_id"] = signIn.ClientId };
        Add(fields, "resource", signIn.Resource);
        var started = timeProvider.GetTimestamp();
        while (timeProvider.GetElapsedTime(started).TotalSeconds < signIn.Device.ExpiresIn)
        {
            await Task.Delay(interval, timeProvider, cancellationToken).ConfigureAwait(false);
            byte[] body;
            try
            {
                (_, body) = await PostAsync(signIn.TokenEndpoint, fields, cancellationToken).ConfigureAwait(false);
            }
            catch (SignInException)
            {
                // A network that is away for a moment does not end the sign-in, but is asked less often (RFC 8628, section 3.5).
                interval = TimeSpan.FromSeconds(Math.Min(2 * interval.TotalSeconds, 60));
                continue;
            }

            switch (Read(body, OidcJson.Default.ProviderTokens))
            {
                case { AccessToken: { } access } tokens:
                    return new(signIn.TokenEndpoint, signIn.ClientId, signIn.Resource, access, tokens.RefreshToken, ExpiresAt(tokens));
                case { Error: "authorization_pending" }:
                    break;
                case { Error: "slow_down" }:
                    interval += SlowDown;
                    break;
                case { Error: "access_denied" }:
                    throw new SignInException("The sign-in was refused in the browser.");
                case { Error: "expired_token" }:
                    throw new SignInException("The code has expired. Sign in again.");
                case var other:
                    throw new SignInException($"The identity provider gave no token: {other?.ErrorDescription ?? other?.Error ?? "its answer cannot be read"}.");
            }
        }

        throw new SignInException("Nobody entered the code in time. Sign in again.");
    }

    /// <summary>Renews an access token; null when the provider refuses, so that the person has to sign in again.</summary>
    /// <exception cref="SignInException">The provider cannot be reached, or fails: later it may renew.</exception>
    public async Task<StoredOidc?> RenewAsync(StoredOidc stored, CancellationToken cancellationToken)
    {
        if (stored.RefreshToken is null)
        {
            return null;
        }

        var fields = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = stored.RefreshToken, ["client_id"] = stored.ClientId };
        Add(fields, "resource", stored.Resource);
        var (status, body) = await PostAsync(stored.TokenEndpoint, fields, cancellationToken).ConfigureAwait(false);
        return Read(body, OidcJson.Default.ProviderTokens) switch
        {
            { AccessToken: { } access } tokens => stored with { AccessToken = access, RefreshToken = tokens.RefreshToken ?? stored.RefreshToken, ExpiresAt = ExpiresAt(tokens) },
            { Error: "invalid_grant" or "invalid_client" or "unauthorized_client" } => null,
            _ => throw new SignInException($"The identity provider did not renew the sign-in (status {(int)status}). It is tried again."),
        };
    }

    private async Task<ProviderMetadata?> GetMetadataAsync(string issuer, CancellationToken cancellationToken)
    {
        if (!IsSafe(issuer))
        {
            throw new SignInException($"The proxy names an identity provider that is not reached by https: {issuer}.");
        }

        try
        {
            return Read(await http.GetByteArrayAsync(new Uri($"{issuer.TrimEnd('/')}/.well-known/openid-configuration"), cancellationToken).ConfigureAwait(false), OidcJson.Default.ProviderMetadata);
        }
        catch (HttpRequestException error)
        {
            throw new SignInException($"The identity provider {issuer} cannot be reached: {error.Message}", error);
        }
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> PostAsync(string url, Dictionary<string, string> fields, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new FormUrlEncodedContent(fields);
            using var response = await http.PostAsync(new Uri(url), content, cancellationToken).ConfigureAwait(false);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SignInException($"The identity provider cannot be reached: {error.Message}", error);
        }
    }

    private DateTimeOffset ExpiresAt(ProviderTokens tokens) => timeProvider.GetUtcNow().AddSeconds(tokens.ExpiresIn ?? 300);

    private static void Add(Dictionary<string, string> fields, string name, string? value)
    {
        if (value is not null)
        {
            fields[name] = value;
        }
    }

    private static bool IsSafe(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback));

    private static T? Read<T>(byte[] json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
