using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LocalCascade.Daemon.Hosting;

/// <summary>Ends a server whose editor died without closing its pipes.</summary>
internal static partial class ParentProcess
{
    // errno of a process that does not exist, on Linux and macOS alike.
    private const int NoSuchProcess = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Calls back when the process has ended. A process that is not to be seen from here (another container's) is not watched:
    /// its pipes end instead.
    /// </summary>
    public static void WhenEnded(int processId, Action then, CancellationToken watching)
    {
        if (IsAlive(processId))
        {
            _ = WatchAsync(processId, then, watching);
        }
    }

    private static async Task WatchAsync(int processId, Action then, CancellationToken watching)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(watching).ConfigureAwait(false))
            {
                if (!IsAlive(processId))
                {
                    then();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever was to be told has ended first.
        }
    }

    // Process.WaitForExitAsync misses the end of processes that are not children now and then; asking does not.
    private static bool IsAlive(int processId)
    {
        if (!OperatingSystem.IsWindows())
        {
            return kill(processId, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;
        }

        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int processId, int signal);
}
