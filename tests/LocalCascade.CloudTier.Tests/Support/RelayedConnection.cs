using System.Net.Sockets;

namespace LocalCascade.CloudTier.Tests.Support;

/// <summary>One connection through a <see cref="FrameRelay"/>.</summary>
internal sealed class RelayedConnection(Socket client, Socket server, FrameRelay relay)
{
    private readonly List<Frame> _frames = [];
    private volatile bool _silent;
    private volatile bool _broken;

    public IReadOnlyList<Frame> Frames
    {
        get
        {
            lock (_frames)
            {
                return [.. _frames];
            }
        }
    }

    /// <summary>Whether the connection still stands.</summary>
    public bool IsAlive => !_broken;

    /// <summary>Passes nothing on any more but keeps both sides open: a cable pulled out.</summary>
    public void Silence() => _silent = true;

    /// <summary>Closes both sides with a reset: a process killed.</summary>
    public void Break()
    {
        _broken = true;
        foreach (var socket in new[] { client, server })
        {
            try
            {
                socket.LingerState = new(true, 0);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // Closed already.
            }

            socket.Dispose();
        }
    }

    public async Task PumpAsync(bool fromClient, CancellationToken cancellationToken)
    {
        var (from, to) = fromClient ? (client, server) : (server, client);
        var frames = new FrameReader(fromClient);
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var read = await from.ReceiveAsync(buffer, cancellationToken);
                if (_silent)
                {
                    continue;
                }

                if (read == 0)
                {
                    _broken = true;
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                frames.Read(buffer.AsSpan(0, read), frame =>
                {
                    lock (_frames)
                    {
                        _frames.Add(frame);
                    }
                });
                if (relay.Delay > TimeSpan.Zero)
                {
                    await Task.Delay(relay.Delay, cancellationToken);
                }

                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), cancellationToken);
                }
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            _broken = true;
            Break();
        }
    }
}
