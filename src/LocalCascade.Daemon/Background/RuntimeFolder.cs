using System.Security.Cryptography;
using System.Text;
using LocalCascade.Daemon.Hosting;

namespace LocalCascade.Daemon.Background;

/// <summary>The folder in which relays and the daemon meet: it holds the socket and the lock, and only the user may enter it.</summary>
/// <param name="Path">Its full path.</param>
internal sealed record RuntimeFolder(string Path)
{
    /// <summary>Names another folder, so that a daemon of one's own can run beside the user's.</summary>
    public const string PathVariable = "LOCALCASCADE_RUNTIME_DIR";

    // sun_path: 108 bytes on Linux, 104 elsewhere, with the closing zero.
    private const int MaxSocketPathBytes = 103;

    private const UnixFileMode OnlyTheUser = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string SocketPath => System.IO.Path.Combine(Path, "daemon.sock");

    public string LockPath => System.IO.Path.Combine(Path, "daemon.lock");

    /// <summary>The named pipe that stands for the socket on Windows.</summary>
    public string PipeName => $"localcascade-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path)))[..16]}";

    /// <summary>Where the user's daemon is to be found.</summary>
    public static RuntimeFolder Find()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named)
        {
            return new(System.IO.Path.GetFullPath(named));
        }

        // With sudo and su the variable may still name the other user's.
        var session = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return !OperatingSystem.IsWindows() && System.IO.Path.IsPathRooted(session) && FileOwner.IsCurrentUsers(session)
            ? new(System.IO.Path.Combine(session, "localcascade"))
            : new(UserFolders.State);
    }

    /// <summary>Makes the folder, and makes sure that nobody else may enter it.</summary>
    /// <exception cref="IOException">It cannot be made or is somebody else's, or its path is too long for a socket.</exception>
    public void Prepare()
    {
        if (!OperatingSystem.IsWindows() && Encoding.UTF8.GetByteCount(SocketPath) > MaxSocketPathBytes)
        {
            throw new IOException($"{SocketPath} is too long for a socket. Name a shorter folder by {PathVariable}.");
        }

        try
        {
            UserFolders.CreatePrivate(Path);
            if (OperatingSystem.IsWindows())
            {
                return;
            }

            if (!FileOwner.IsCurrentUsers(Path))
            {
                throw new IOException($"{Path} belongs to another user. Name a folder of your own by {PathVariable}.");
            }

            if (File.GetUnixFileMode(Path) != OnlyTheUser)
            {
                File.SetUnixFileMode(Path, OnlyTheUser);
            }
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    /// <summary>Takes the lock that makes its holder the daemon; null when another holds it. The system lets it go with the process.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public FileStream? TryLock()
    {
        // EWOULDBLOCK on Linux, on macOS and the BSDs, and Windows' sharing violation.
        const int Linux = 11, Bsd = 35, Windows = 0x20;
        try
        {
            return new(LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when ((error.HResult & 0xffff) is Linux or Bsd or Windows)
        {
            return null;
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }
    }
}
