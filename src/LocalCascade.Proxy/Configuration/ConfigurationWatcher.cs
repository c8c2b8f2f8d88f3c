using LocalCascade.Proxy.Hosting;

namespace LocalCascade.Proxy.Configuration;

/// <summary>
/// Looks every two seconds whether a file has changed: the configuration, the users, the keys, the certificate. Polling, since
/// notifications get lost on network file systems and where a mounted file is replaced (Kubernetes).
/// </summary>
internal sealed class ConfigurationWatcher(string path, ProxyServer server, TimeProvider timeProvider)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private byte[] _content = File.ReadAllBytes(path);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            Look();
        }
    }

    /// <summary>Looks once. A file that is bad or gone changes nothing, and is reported once.</summary>
    public void Look()
    {
        server.RefreshFiles();
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // About to be replaced, perhaps: looked at again in a moment.
            return;
        }

        if (content.AsSpan().SequenceEqual(_content))
        {
            return;
        }

        _content = content;
        try
        {
            server.Apply(ConfigurationFile.Parse(content, path));
            server.CountReload(tookEffect: true);
            Console.Error.WriteLine("localcascade-proxy: the new configuration is in effect");
        }
        catch (ConfigurationException error)
        {
            server.CountReload(tookEffect: false);
            Console.Error.WriteLine($"localcascade-proxy: the configuration changed, but the old one stays in effect: {error.Message}");
        }
    }
}
