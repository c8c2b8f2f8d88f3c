using LocalCascade.Completion.Cloud;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Cloud;

/// <summary>Makes the cloud's client from settings and sign-in.</summary>
internal static class CloudConnector
{
    /// <summary>The settings that count: those of the user, with the URL that was signed in at where none is set. Null when offline, or when there is no URL.</summary>
    public static CloudSettings? FindSettings(DaemonSettings settings, CredentialStore store)
    {
        if (settings.Offline)
        {
            return null;
        }

        if (settings.Cloud.Url.Length > 0)
        {
            return settings.Cloud;
        }

        try
        {
            return store.Read() is { } signIn ? settings.Cloud with { Url = signIn.Url } : null;
        }
        catch (SignInException)
        {
            return null;
        }
    }

    /// <summary>A client that is not started yet.</summary>
    /// <param name="settings">Where the proxy is.</param>
    /// <param name="store">Who is signed in.</param>
    /// <param name="logger">Where events go.</param>
    /// <param name="credentialUrl">The proxy that the credential is for, where something of ours stands in between; null for that of the settings.</param>
    public static CloudClient Create(CloudSettings settings, CredentialStore store, ILogger logger, string? credentialUrl = null) =>
        new(settings, cancellationToken => store.GetCredentialAsync(credentialUrl ?? settings.Url, () => CreateHttp(settings), cancellationToken), Installation.Id, ProductVersion.Current, TimeProvider.System, logger);

    /// <summary>A client for the few requests of signing in, over the same proxies and authorities.</summary>
    /// <exception cref="CloudException">The file of authorities cannot be read.</exception>
    public static HttpClient CreateHttp(CloudSettings settings) => CloudHttp.CreateClient(settings, TimeProvider.System);
}
