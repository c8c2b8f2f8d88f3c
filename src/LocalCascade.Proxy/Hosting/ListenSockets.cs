using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace LocalCascade.Proxy.Hosting;

/// <summary>Listening sockets that a second process may share, so that a new one takes over before the old one stops.</summary>
internal static class ListenSockets
{
    private const int SolSocket = 1;
    private const int SoReusePort = 15;

    /// <summary>Binds with SO_REUSEPORT on Linux; elsewhere the option means something else, and a socket is bound as ever.</summary>
    public static Socket Bind(EndPoint endpoint)
    {
        if (!OperatingSystem.IsLinux() || endpoint is not IPEndPoint)
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }

        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Span<byte> on = [1, 0, 0, 0];
            socket.SetRawSocketOption(SolSocket, SoReusePort, on);
            socket.Bind(endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
