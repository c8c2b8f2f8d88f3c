using System.Net;
using System.Net.Sockets;

namespace LocalCascade.Tests;

/// <summary>
/// Ports that are named before anybody listens on them. They lie where no system takes the ports that it chooses by itself
/// (from 32768 on at Linux, from 49152 on elsewhere): a port that was free a moment ago would else be another test's by now, or the
/// near end of a connection.
/// </summary>
internal static class Ports
{
    private const int First = 20_000;
    private const int End = 32_000;

    // Processes of tests that run side by side begin in different places.
    private static int _last = Random.Shared.Next(First, End);

    /// <summary>A port that nobody listens on, and that this process was not given before.</summary>
    public static int Free()
    {
        for (var tries = First; tries < End; tries++)
        {
            var port = First + ((Interlocked.Increment(ref _last) - First) % (End - First));
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's.
            }
        }

        throw new InvalidOperationException($"No port from {First} to {End} is free.");
    }
}
