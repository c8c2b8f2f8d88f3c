using System.Net;
using System.Net.Sockets;

namespace LocalCascade.Completion.Cloud;

/// <summary>The one connection to the proxy. Every value is a measured one.</summary>
internal static class CloudHandler
{
    public static SocketsHttpHandler CreateHandler(CloudSettings settings, ServerCertificates certificates)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = false,

            // Warm for the life of the process; an idle connection is otherwise closed after a minute, and opening it anew costs
            // three round trips. The pings also keep the mapping of a router alive, and notice a dead peer.
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(1),
            ConnectCallback = static async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => certificates.Check(certificate, chain, errors);
        handler.SslOptions.CertificateChainPolicy = ServerCertificates.CreatePolicy();
        handler.UseProxy = UsesProxy(settings);
        handler.Proxy = handler.UseProxy ? FindProxy(settings) : null;
        return handler;
    }

    /// <summary>Whether there may be an HTTP proxy on the way.</summary>
    public static bool UsesProxy(CloudSettings settings) => settings.HttpProxy != "none" && !new Uri(settings.Url).IsLoopback;

    /// <summary>The one that the settings name; null for the system's.</summary>
    public static IWebProxy? FindProxy(CloudSettings settings) => settings.HttpProxy.Length == 0
        ? null
        : new FixedProxy(new(settings.HttpProxy), settings.NoProxy.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private sealed class FixedProxy : IWebProxy
    {
        private readonly Uri _proxy;
        private readonly IReadOnlyList<string> _direct;

        public FixedProxy(Uri proxy, IReadOnlyList<string> direct)
        {
            _proxy = proxy;
            _direct = direct;
            if (proxy.UserInfo.Split(':', 2) is [var user, var password])
            {
                Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
            }
        }

        public ICredentials? Credentials { get; set; }

        public Uri GetProxy(Uri destination) => _proxy;

        public bool IsBypassed(Uri host) => _direct.Any(name =>
            host.Host.Equals(name.TrimStart('*', '.'), StringComparison.OrdinalIgnoreCase) || host.Host.EndsWith($".{name.TrimStart('*', '.')}", StringComparison.OrdinalIgnoreCase));
    }
}
