using LocalCascade.Http;
using System.Text.Json;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Identity;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Tokens;

/// <summary>Everything about tokens for one running proxy: verifies them, exchanges credentials for them, follows its files. Thread-safe.</summary>
internal sealed partial class TokenService : IDisposable
{
    private const int MaxBodyBytes = 4096;
    private const string Scheme = "Bearer ";

    private readonly string _folder;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<TokenService> _logger;
    private readonly FailedAttempts _failures;
    private volatile Parts _parts;

    /// <param name="configuration">A validated configuration.</param>
    /// <param name="folder">What its relative paths are relative to.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="loggers">Where events go; never a token or a credential.</param>
    /// <exception cref="ConfigurationException">The keys or users file cannot be used.</exception>
    public TokenService(TokenConfiguration configuration, string folder, TimeProvider timeProvider, ILoggerFactory loggers)
    {
        _folder = folder;
        _timeProvider = timeProvider;
        _logger = loggers.CreateLogger<TokenService>();
        _failures = new(timeProvider);
        _parts = Read(configuration, null);
    }

    /// <summary>Verifies a token of a request.</summary>
    public TokenVerdict Verify(string token) => _parts.Verifier.Verify(token);

    /// <summary>Lets a new configuration take effect.</summary>
    /// <exception cref="ConfigurationException">A file that it names cannot be used; nothing changed.</exception>
    public void Apply(TokenConfiguration configuration)
    {
        if (configuration != _parts.Configuration)
        {
            Swap(Read(configuration, _parts));
        }
    }

    /// <summary>Reads the keys and users files again where they changed. A damaged one changes nothing.</summary>
    public void Refresh()
    {
        var parts = _parts;
        if (LastChange(parts.KeysPath) == parts.KeysChanged && LastChange(parts.UsersPath) == parts.UsersChanged)
        {
            return;
        }

        try
        {
            Swap(Read(parts.Configuration, parts));
            LogRefreshed();
        }
        catch (ConfigurationException error)
        {
            LogKept(error.Message);
        }
    }

    /// <summary><c>GET /v1/sign-in</c></summary>
    public async Task HandleSignInAsync(HttpContext http)
    {
        var configuration = _parts.Configuration;
        var methods = new SignInMethods(configuration.UsersFile is not null, configuration.Oidc is { } oidc ? new(oidc.Issuer, oidc.ClientId, oidc.Scope, oidc.Resource) : null);
        http.Response.ContentType = "application/json";
        await http.Response.BodyWriter.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(methods, WireJson.Relaxed.SignInMethods), http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary><c>POST /v1/token</c></summary>
    public async Task HandleTokenAsync(HttpContext http)
    {
        try
        {
            var response = await ExchangeAsync(http.Request, http.RequestAborted).ConfigureAwait(false);
            http.Response.ContentType = "application/json";
            http.Response.Headers.CacheControl = "no-store";
            await http.Response.BodyWriter.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(response, WireJson.Relaxed.TokenResponse), http.RequestAborted).ConfigureAwait(false);
        }
        catch (RequestRefusedException refused)
        {
            await Errors.WriteAsync(http, refused.Status, refused.Code, refused.Message, refused.RetryAfter, http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
    }

    public void Dispose() => _parts.Oidc?.Dispose();

    private async Task<TokenResponse> ExchangeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var parts = _parts;
        var remote = request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";
        if (_failures.MustWait(remote) is { } wait)
        {
            throw new RequestRefusedException(StatusCodes.Status429TooManyRequests, ErrorCodes.RateLimited, "Too many failed attempts from this address.", wait);
        }

        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestRefusedException(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidCredential, "The request has no credential: send 'Authorization: Bearer CREDENTIAL'.");
        }

        var installation = await ReadInstallationAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return parts.Issuer.Issue(await FindPersonAsync(parts, header[Scheme.Length..], cancellationToken).ConfigureAwait(false), installation);
        }
        catch (RequestRefusedException refused) when (refused.Status < 500)
        {
            _failures.Count(remote);
            throw;
        }
    }

    private static async Task<Person> FindPersonAsync(Parts parts, string text, CancellationToken cancellationToken)
    {
        if (parts.Configuration.UsersFile is not null && Credential.TryParse(text, out var credential))
        {
            return parts.Users.Find(credential, out var revoked)
                ?? throw (revoked
                    ? new RequestRefusedException(StatusCodes.Status403Forbidden, ErrorCodes.Revoked, "The credential was revoked. Ask whoever runs the proxy for a new one.")
                    : Unknown());
        }

        return parts.Oidc is null ? throw Unknown() : await parts.Oidc.VerifyAsync(text, parts.Users, cancellationToken).ConfigureAwait(false);
    }

    private static RequestRefusedException Unknown() => new(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidCredential, "The credential is unknown.");

    private static async Task<string> ReadInstallationAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBodyBytes)
        {
            throw Wrong();
        }

        var buffer = new byte[MaxBodyBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (length == 0)
        {
            return "";
        }

        try
        {
            var installation = length > MaxBodyBytes ? throw Wrong() : JsonSerializer.Deserialize(buffer.AsSpan(0, length), WireJson.Relaxed.TokenRequest)?.Installation ?? "";
            return installation.Length <= 64 && installation.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? installation : throw Wrong();
        }
        catch (JsonException)
        {
            throw Wrong();
        }

        static RequestRefusedException Wrong() => new(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest, "The body has to be JSON such as {\"installation\": \"ID\"}, with at most 64 letters, digits, hyphens and underscores, or empty.");
    }

    private void Swap(Parts parts)
    {
        var before = _parts;
        _parts = parts;
        if (before.Oidc != parts.Oidc)
        {
            before.Oidc?.Dispose();
        }
    }

    private Parts Read(TokenConfiguration configuration, Parts? before)
    {
        var keysPath = Path.Combine(_folder, configuration.KeysFile);
        var usersPath = configuration.UsersFile is null ? null : Path.Combine(_folder, configuration.UsersFile);

        if (!File.Exists(keysPath))
        {
            KeySet.ReadOrCreate(keysPath, _timeProvider);
        }

        // Before the content: a change in between is then read once more, not missed.
        var (keysChanged, usersChanged) = (LastChange(keysPath), LastChange(usersPath));
        var keys = KeySet.ReadOrCreate(keysPath, _timeProvider);

        // A dropped key takes its tokens along, so nothing verified before may be remembered.
        var verifier = before is not null && before.Configuration == configuration && before.KeysChanged == keysChanged
            ? before.Verifier
            : new TokenVerifier(configuration, keys, new(configuration.CachedTokens), _timeProvider);
        var oidc = configuration.Oidc is null ? null
            : before?.Configuration.Oidc == configuration.Oidc && before.Configuration.ClockSkewSeconds == configuration.ClockSkewSeconds ? before.Oidc
            : new OidcVerifier(configuration.Oidc, configuration.ClockSkewSeconds, _timeProvider);
        return new(configuration, verifier, new(configuration, keys, _timeProvider), usersPath is null ? UserStore.Read("") : UserStore.Read(usersPath), oidc, keysPath, keysChanged, usersPath, usersChanged);
    }

    private static DateTime LastChange(string? path) => path is null ? default : File.GetLastWriteTimeUtc(path);

    [LoggerMessage(Level = LogLevel.Information, Message = "The keys and users files were read again.")]
    private partial void LogRefreshed();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys or users file changed but what was read before stays: {Reason}")]
    private partial void LogKept(string reason);

    private sealed record Parts(TokenConfiguration Configuration, TokenVerifier Verifier, TokenIssuer Issuer, UserStore Users, OidcVerifier? Oidc, string KeysPath, DateTime KeysChanged, string? UsersPath, DateTime UsersChanged);
}
