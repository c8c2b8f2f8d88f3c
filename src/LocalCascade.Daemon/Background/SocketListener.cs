using System.Net.Sockets;

namespace LocalCascade.Daemon.Background;

/// <summary>
/// Listens on a Unix socket. Not by way of .NET's named pipes, which are Unix sockets there too: those keep listening for as
/// long as one of their connections lives, and then delete the file whoever made it, so that a retiring daemon would take its
/// successor's socket along.
/// </summary>
internal sealed class SocketListener : ILocalListener
{
    private const int Backlog = 64;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _path;

    /// <param name="path">The socket's path. The caller holds the lock, so that a file that is there was left behind.</param>
    public SocketListener(string path)
    {
        _path = path;
        try
        {
            File.Delete(path);
            new UnixEndPoint(path).Bind(_socket);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            _socket.Listen(Backlog);
        }
        catch (Exception error) when (error is SocketException or IOException or UnauthorizedAccessException)
        {
            _socket.Dispose();
            throw new IOException($"{path} could not be listened on: {error.Message}", error);
        }
    }

    public bool CanBeFound => File.Exists(_path);

    public async ValueTask<Stream> AcceptAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var accepted = await _socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
            if (PeerUser.IsCurrent(accepted))
            {
                return new NetworkStream(accepted, ownsSocket: true);
            }

            accepted.Dispose();
        }
    }

    /// <summary>Stops listening and deletes the file.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next daemon deletes it.
        }

        _socket.Dispose();
    }
}
