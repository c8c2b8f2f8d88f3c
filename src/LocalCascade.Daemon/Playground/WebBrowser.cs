using System.ComponentModel;
using System.Diagnostics;

namespace LocalCascade.Daemon.Playground;

/// <summary>The user's browser.</summary>
internal static class WebBrowser
{
    /// <summary>Whether there is a screen to show one on.</summary>
    public static bool IsLikely => !OperatingSystem.IsLinux()
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY")) || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"));

    /// <summary>Opens an address of ours; false when there is no browser to be found.</summary>
    public static bool TryOpen(string address)
    {
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(address) { UseShellExecute = true }
            : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start);
            return true;
        }
        catch (Exception error) when (error is Win32Exception or FileNotFoundException)
        {
            return false;
        }
    }
}
