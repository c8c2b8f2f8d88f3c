using System.IO.Pipes;
using System.Net.Sockets;

namespace LocalCascade.Daemon.Background;

/// <summary>The daemon's address: a Unix socket, or on Windows a named pipe.</summary>
internal static class LocalEndpoint
{
    /// <summary>Begins to listen; the caller holds the lock.</summary>
    /// <exception cref="IOException">It is not possible there.</exception>
    public static ILocalListener Listen(RuntimeFolder folder) => OperatingSystem.IsWindows() ? new PipeListener(folder.PipeName) : new SocketListener(folder.SocketPath);

    /// <summary>Connects to the daemon; null when none listens.</summary>
    /// <exception cref="IOException">Something else does, or it may not be spoken to.</exception>
    public static async Task<Stream?> TryConnectAsync(RuntimeFolder folder, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return await TryConnectPipeAsync(folder.PipeName, cancellationToken).ConfigureAwait(false);
        }

        if (!File.Exists(folder.SocketPath))
        {
            return null;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixEndPoint(folder.SocketPath), cancellationToken).ConfigureAwait(false);
            if (PeerUser.IsCurrent(socket))
            {
                return new NetworkStream(socket, ownsSocket: true);
            }
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable || !File.Exists(folder.SocketPath))
        {
            // Left behind by a daemon that was killed, or taken away this moment.
            socket.Dispose();
            return null;
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new IOException($"{folder.SocketPath} could not be connected to: {error.Message}", error);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }

        socket.Dispose();
        throw new IOException($"Another user's process listens on {folder.SocketPath}.");
    }

    private static async Task<Stream?> TryConnectPipeAsync(string name, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        try
        {
            await pipe.ConnectAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            return pipe;
        }
        catch (TimeoutException)
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            return null;
        }
        catch (UnauthorizedAccessException error)
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw new IOException($"The named pipe {name} belongs to another user.", error);
        }
    }
}
