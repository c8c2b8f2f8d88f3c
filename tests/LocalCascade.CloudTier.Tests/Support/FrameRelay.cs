using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LocalCascade.CloudTier.Tests.Support;

/// <summary>
/// Sits between two ends of HTTP/2 connections: passes every byte on, notes every frame, and does to the connections what
/// networks do. Real sockets on both sides.
/// </summary>
internal sealed class FrameRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _pumps = [];
    private readonly Task _accepting;

    private FrameRelay(int targetPort)
    {
        _target = new(IPAddress.Loopback, targetPort);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    public ConcurrentQueue<RelayedConnection> Connections { get; } = new();

    /// <summary>How long each piece is held back, in both directions.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>A relay in front of a server.</summary>
    public static FrameRelay To(string url) => new(new Uri(url).Port);

    public IReadOnlyList<Frame> Frames => [.. Connections.SelectMany(connection => connection.Frames)];

    public int Count(Func<Frame, bool> predicate) => Frames.Count(predicate);

    /// <summary>How many streams clients reset, all with CANCEL.</summary>
    public int Resets => Count(frame => frame is { FromClient: true, Type: FrameType.ResetStream, ErrorCode: 8 });

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        foreach (var connection in Connections)
        {
            connection.Break();
        }

        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_pumps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var client = await _listener.AcceptSocketAsync(_stopping.Token);
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(_target, _stopping.Token);
            }
            catch (SocketException)
            {
                client.Dispose();
                continue;
            }

            var connection = new RelayedConnection(client, server, this);
            Connections.Enqueue(connection);
            _pumps.Add(connection.PumpAsync(fromClient: true, _stopping.Token));
            _pumps.Add(connection.PumpAsync(fromClient: false, _stopping.Token));
        }
    }
}
