using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LocalCascade.Daemon.Hosting;

/// <summary>
/// Takes standard input and output for the protocol alone. One stray line on standard output kills an editor's session, so
/// whatever else writes there, native libraries included, is sent to standard error.
/// </summary>
internal static partial class ProtocolStreams
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    public static (Stream Input, Stream Output) Take()
    {
        var input = Console.OpenStandardInput();
        Stream output;
        if (OperatingSystem.IsWindows())
        {
            output = Console.OpenStandardOutput();
        }
        else
        {
            var copy = dup(StandardOutput);
            if (copy < 0 || dup2(StandardError, StandardOutput) < 0)
            {
                throw new IOException($"Standard output could not be taken for the protocol (error {Marshal.GetLastPInvokeError()}).");
            }

            output = new FileStream(new SafeFileHandle(copy, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        }

        Console.SetOut(Console.Error);
        return (input, output);
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int dup(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int dup2(int from, int to);
}
