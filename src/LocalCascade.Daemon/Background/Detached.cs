using System.Runtime.InteropServices;

namespace LocalCascade.Daemon.Background;

/// <summary>Parts a process from whoever started it, so that the daemon outlives the editor and its terminal. On Windows a process is born so.</summary>
internal static partial class Detached
{
    /// <summary>Leaves the starter's session and process group: signals that are meant for the editor do not come here.</summary>
    public static void LeaveSession()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = setsid();
        }
    }

    /// <summary>Tells the starter that the daemon is up, by a line, and lets go of standard input, output and error.</summary>
    public static void LeaveStandardStreams()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Console.Out.WriteLine();
        using var nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        for (var stream = 0; stream <= 2; stream++)
        {
            _ = dup2((int)nowhere.DangerousGetHandle(), stream);
        }
    }

    /// <summary>Keeps files that somebody left open in this process from the processes that it starts.</summary>
    public static void KeepFilesFromChildren()
    {
        const uint First = 3, CloseOnExec = 4;
        if (OperatingSystem.IsLinux())
        {
            try
            {
                _ = close_range(First, uint.MaxValue, CloseOnExec);
            }
            catch (EntryPointNotFoundException)
            {
                // An older C library: what .NET opened is kept back anyway.
            }
        }
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int setsid();

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int dup2(int from, int to);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int close_range(uint first, uint last, uint flags);
}
