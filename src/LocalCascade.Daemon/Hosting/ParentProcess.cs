using System.Diagnostics;
using LocalCascade.Daemon.Rpc;

namespace LocalCascade.Daemon.Hosting;

/// <summary>Ends a server whose editor died without closing its pipes.</summary>
internal static class ParentProcess
{
    /// <summary>Closes the connection when the process ends. A process that cannot be seen (another container's) is not watched: its pipes end instead.</summary>
    public static void CloseWith(int processId, RpcConnection connection)
    {
        try
        {
            var process = Process.GetProcessById(processId);
            _ = WatchAsync(process, connection);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // It is not there, or not to be seen from here.
        }
    }

    private static async Task WatchAsync(Process process, RpcConnection connection)
    {
        using (process)
        {
            await process.WaitForExitAsync().ConfigureAwait(false);
            connection.Close();
        }
    }
}
