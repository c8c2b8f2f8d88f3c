using System.Net.Http.Json;
using LocalCascade.Wire;

namespace LocalCascade.Completion.Cloud;

/// <summary>The requests around signing in, over the same proxies and authorities as completions.</summary>
public static class CloudHttp
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>A client for a few requests; its errors are ordinary <see cref="HttpRequestException"/>s.</summary>
    /// <exception cref="CloudException">The file of authorities cannot be read.</exception>
    public static HttpClient CreateClient(CloudSettings settings, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new(CloudHandler.CreateHandler(settings, new(settings, timeProvider))) { Timeout = Timeout };
    }

    /// <summary>
    /// A handler for requests to hosts other than the cloud: it goes nowhere but where it is told. Redirects are not followed,
    /// and certificates that a server left out are not fetched.
    /// </summary>
    public static SocketsHttpHandler CreateDirectHandler() => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        SslOptions = { CertificateChainPolicy = ServerCertificates.CreatePolicy() },
    };

    /// <summary>The HTTP proxy on the way to a host; null for a direct connection. Nothing is contacted to find out.</summary>
    /// <param name="settings">Settings without a <see cref="CloudSettings.Problem"/>.</param>
    /// <param name="destination">The host.</param>
    /// <param name="system">What the system's own settings say.</param>
    public static Uri? FindProxy(CloudSettings settings, Uri destination, Func<Uri, Uri?> system)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(system);
        return !CloudHandler.UsesProxy(settings) ? null
            : CloudHandler.FindProxy(settings) is not { } proxy ? system(destination)
            : proxy.IsBypassed(destination) ? null
            : proxy.GetProxy(destination);
    }

    /// <summary>Whether the system's own settings say which HTTP proxy is on the way.</summary>
    public static bool UsesSystemProxy(CloudSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return CloudHandler.UsesProxy(settings) && settings.HttpProxy.Length == 0;
    }

    /// <summary>How one signs in at a proxy.</summary>
    /// <exception cref="CloudException">It cannot be reached, or is no LocalCascade proxy.</exception>
    public static async Task<SignInMethods> GetSignInMethodsAsync(CloudSettings settings, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Problem() is { } problem)
        {
            throw new CloudException(CloudFailure.Unreachable, problem);
        }

        var certificates = new ServerCertificates(settings, timeProvider);
        using var http = new HttpClient(CloudHandler.CreateHandler(settings, certificates)) { Timeout = Timeout };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{settings.Url.TrimEnd('/')}/v1/sign-in");
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync(WireJson.Relaxed.SignInMethods, cancellationToken).ConfigureAwait(false)
                ?? throw new System.Text.Json.JsonException("The answer is null.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or System.Text.Json.JsonException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw CloudClient.Unreachable(settings, certificates, error);
        }
    }
}
