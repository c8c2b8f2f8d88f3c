using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace LocalCascade.Daemon.Background;

/// <summary>Starts the daemon as a process of its own.</summary>
internal static class DaemonProcess
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(20);

    /// <summary>Starts this program as a daemon (<paramref name="idle"/> null: with the usual time) and waits until it listens, or ends because another does.</summary>
    /// <returns>Why it could not be started; null when all is well.</returns>
    public static async Task<string?> StartAsync(TimeSpan? idle, CancellationToken cancellationToken)
    {
        var (program, arguments) = Self();
        arguments.AddRange(["daemon", "run", "--detached"]);
        if (idle is { } time)
        {
            arguments.AddRange(["--idle", time.TotalMinutes.ToString(CultureInfo.InvariantCulture)]);
        }

        // Not in the editor's folder, which would be held as long as the daemon lives. On Windows the shell starts it: so it
        // gets none of our handles, among them the editor's pipes.
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path.GetPathRoot(AppContext.BaseDirectory)!,
            UseShellExecute = OperatingSystem.IsWindows(),
            WindowStyle = ProcessWindowStyle.Hidden,
            RedirectStandardInput = !OperatingSystem.IsWindows(),
            RedirectStandardOutput = !OperatingSystem.IsWindows(),
            RedirectStandardError = !OperatingSystem.IsWindows(),
        };
        try
        {
            Detached.KeepFilesFromChildren();
            using var process = Process.Start(start)!;
            if (OperatingSystem.IsWindows())
            {
                return null;
            }

            // A line when it listens; none when it has ended, and then why, unless another daemon runs.
            if (await process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(LongestStart, cancellationToken).ConfigureAwait(false) is not null)
            {
                return null;
            }

            var complaint = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            return complaint.Length > 0 ? complaint.Trim() : null;
        }
        catch (TimeoutException)
        {
            return $"The daemon was not up after {LongestStart.TotalSeconds} s.";
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            return $"{program} could not be started: {error.Message}";
        }
    }

    /// <summary>Ends a daemon that hangs, by its process; another program's is left alone.</summary>
    public static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            using var own = Process.GetCurrentProcess();
            if (id != own.Id && process.ProcessName == own.ProcessName)
            {
                process.Kill();
            }
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile, or is none of ours: then it is left where it is.
        }
    }

    // The program itself; when it is run by `dotnet localcascade.dll`, that.
    private static (string Program, List<string> Arguments) Self()
    {
        var program = Environment.ProcessPath ?? "localcascade";
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? (program, [Path.GetFullPath(Environment.GetCommandLineArgs()[0])]) : (program, []);
    }
}
