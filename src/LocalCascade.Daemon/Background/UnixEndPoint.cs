using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace LocalCascade.Daemon.Background;

/// <summary>
/// A Unix socket's address. Not .NET's own <see cref="UnixDomainSocketEndPoint"/>: making one, as <see cref="Socket.Bind"/> does, opens and
/// closes an IPv4 and an IPv6 socket to see what the kernel supports, and this program says that it opens none.
/// </summary>
internal sealed partial class UnixEndPoint(string path) : EndPoint
{
    // struct sockaddr_un: the family (on BSDs, with the length before it), then the path and a zero.
    private const int PathOffset = 2;

    public override AddressFamily AddressFamily => AddressFamily.Unix;

    /// <summary>Binds a socket to this address.</summary>
    /// <exception cref="IOException">It is not possible there.</exception>
    public void Bind(Socket socket)
    {
        try
        {
            SetLocalEnd(socket, this);
        }
        catch (MissingFieldException)
        {
            // Another .NET than the one that this was built with: then with its probing.
            socket.Bind(this);
            return;
        }

        var address = Serialize();
        if (bind((int)socket.Handle, in MemoryMarshal.GetReference(address.Buffer.Span), (uint)address.Size) != 0)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        }
    }

    public override SocketAddress Serialize()
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        var address = new SocketAddress(AddressFamily.Unix, PathOffset + bytes.Length + 1);
        for (var i = 0; i < bytes.Length; i++)
        {
            address[PathOffset + i] = bytes[i];
        }

        return address;
    }

    // The other end of an accepted connection has no name.
    public override EndPoint Create(SocketAddress socketAddress) => new UnixEndPoint("");

    public override string ToString() => path;

    // What Socket.Bind notes of a bound socket; accepting asks for it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SetLocalEnd(Socket socket, EndPoint end) => LocalEnd(socket) = end;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_rightEndPoint")]
    private static extern ref EndPoint? LocalEnd(Socket socket);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int bind(int socket, in byte address, uint length);
}
