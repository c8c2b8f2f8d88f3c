using System.Net.Sockets;
using System.Runtime.InteropServices;
using LocalCascade.Daemon.Hosting;

namespace LocalCascade.Daemon.Background;

/// <summary>Who is at the other end of a Unix socket, as the kernel knows it. The folder keeps others out already; this holds when somebody opens it.</summary>
internal static partial class PeerUser
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    /// <summary>Whether the process at the other end acts as the current user.</summary>
    public static bool IsCurrent(Socket socket)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // struct ucred: process, user, group.
                Span<byte> credentials = stackalloc byte[12];
                return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == credentials.Length && MemoryMarshal.Read<uint>(credentials[4..]) == FileOwner.CurrentUser;
            }

            return getpeereid((int)socket.Handle, out var user, out _) == 0 && user == FileOwner.CurrentUser;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The process at the other end, as this one would name it; null where the kernel does not say, or it cannot be seen from here.</summary>
    public static int? ProcessOf(Socket socket)
    {
        try
        {
            Span<byte> credentials = stackalloc byte[12];
            return OperatingSystem.IsLinux() && socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == credentials.Length && MemoryMarshal.Read<int>(credentials) is > 0 and var process ? process : null;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int getpeereid(int socket, out uint user, out uint group);
}
