using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>
/// Stands between a client and a server on this machine and holds every byte back as a network of the named round trip
/// would: half of it in each direction, without making the line any narrower.
/// </summary>
internal sealed class DelayRelay : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeSpan _oneWay;
    private readonly string _host;
    private readonly int _port;
    private readonly TimeProvider _timeProvider;
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    private DelayRelay(Uri target, TimeSpan roundTrip, TimeProvider timeProvider)
    {
        (_host, _port, _oneWay, _timeProvider) = (target.Host.Trim('[', ']'), target.Port, roundTrip / 2, timeProvider);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What to connect to instead.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>A relay in front of a server that is reached by http.</summary>
    public static DelayRelay To(string url, TimeSpan roundTrip, TimeProvider timeProvider) => new(new(url), roundTrip, timeProvider);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            _connections.Add(RelayAsync(await _listener.AcceptSocketAsync(_stopping.Token).ConfigureAwait(false)));
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await server.ConnectAsync(_host, _port, _stopping.Token).ConfigureAwait(false);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            await Task.WhenAny(PumpAsync(client, server, ending.Token), PumpAsync(server, client, ending.Token)).ConfigureAwait(false);

            // One side has closed: what it said has arrived, and nothing more will be answered.
            await ending.CancelAsync().ConfigureAwait(false);
        }
    }

    // Reading never waits for sending: what comes in a row goes out in a row, only later.
    private async Task PumpAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        var line = Channel.CreateUnbounded<(long Due, byte[] Bytes)>(new() { SingleReader = true, SingleWriter = true });
        var sending = SendAsync(line.Reader, to, cancellationToken);
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                line.Writer.TryWrite((_timeProvider.GetTimestamp() + (long)(_oneWay.TotalSeconds * _timeProvider.TimestampFrequency), buffer[..read]));
            }
        }
        catch (SocketException)
        {
            // Reset: as good as closed.
        }

        line.Writer.Complete();
        await sending.ConfigureAwait(false);
    }

    private async Task SendAsync(ChannelReader<(long Due, byte[] Bytes)> line, Socket to, CancellationToken cancellationToken)
    {
        await foreach (var (due, bytes) in line.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            var left = TimeSpan.FromSeconds((double)(due - _timeProvider.GetTimestamp()) / _timeProvider.TimestampFrequency);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, _timeProvider, cancellationToken).ConfigureAwait(false);
            }

            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await to.SendAsync(bytes.AsMemory(sent), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
