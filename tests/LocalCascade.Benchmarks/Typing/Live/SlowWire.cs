using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace LocalCascade.Benchmarks.Typing.Live;

/// <summary>A stretch of network: what goes in on either side comes out at the other after half of the round trip.</summary>
internal sealed class SlowWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly TimeSpan _delay;
    private readonly Task _accepting;

    public SlowWire(int target, TimeSpan roundTrip)
    {
        (_target, _delay) = (target, roundTrip / 2);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var near = await _listener.AcceptSocketAsync(_stop.Token);
            _ = CarryAsync(near);
        }
    }

    private async Task CarryAsync(Socket near)
    {
        using (near)
        {
            using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
            (near.NoDelay, far.NoDelay) = (true, true);
            await far.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(OneWayAsync(near, far), OneWayAsync(far, near)).ConfigureAwait(false);
        }
    }

    private async Task OneWayAsync(Socket from, Socket to)
    {
        var under = Channel.CreateUnbounded<(long Due, byte[] Bytes)>();
        var delivering = DeliverAsync(under.Reader, to);
        var buffer = new byte[1 << 16];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var read)
            {
                under.Writer.TryWrite((Stopwatch.GetTimestamp() + (long)(_delay.TotalSeconds * Stopwatch.Frequency), buffer[..read]));
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is gone.
        }

        under.Writer.Complete();
        await delivering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task DeliverAsync(ChannelReader<(long Due, byte[] Bytes)> under, Socket to)
    {
        await foreach (var (due, bytes) in under.ReadAllAsync())
        {
            var left = due - Stopwatch.GetTimestamp();
            if (left > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds((double)left / Stopwatch.Frequency));
            }

            await to.SendAsync(bytes);
        }
    }
}
