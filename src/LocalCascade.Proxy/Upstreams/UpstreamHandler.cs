using System.Net.Sockets;

namespace LocalCascade.Proxy.Upstreams;

/// <summary>Connections to an upstream. Every value is a measured one.</summary>
internal static class UpstreamHandler
{
    public static HttpMessageInvoker Create() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        ActivityHeadersPropagator = null,

        // Where an engine allows 100 streams, the 101st would wait for a free one; with this it gets a new connection.
        EnableMultipleHttp2Connections = true,

        // Warm for the life of the process; an idle connection is otherwise closed after a minute.
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        KeepAlivePingDelay = TimeSpan.FromSeconds(10),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,

        // Over HTTP/1.1 a disposed response would be read to its end first: the engine would see a cancellation up to two
        // seconds late. Closing at once costs a new connection.
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(1),
        MaxResponseHeadersLength = 16,
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
    });
}
