using System.Runtime.InteropServices;

namespace LocalCascade.Daemon.Hosting;

/// <summary>Whose a folder is. On Unix only: Windows keeps each user's folders apart by their access lists.</summary>
internal static unsafe partial class FileOwner
{
    private const int AtWorkingFolder = -100;
    private const uint WantUser = 8;

    // struct statx is the same on every architecture: 256 bytes, the user's id at 20.
    private const int StatxSize = 256;
    private const int StatxUserOffset = 20;

    /// <summary>The user that this process acts as.</summary>
    public static uint CurrentUser => OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : geteuid();

    /// <summary>Whether the folder is the current user's.</summary>
    public static bool IsCurrentUsers(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        if (OperatingSystem.IsLinux())
        {
            try
            {
                var buffer = stackalloc byte[StatxSize];
                return statx(AtWorkingFolder, folder, 0, WantUser, buffer) == 0 && *(uint*)(buffer + StatxUserOffset) == geteuid();
            }
            catch (EntryPointNotFoundException)
            {
                // A C library from before 2018.
            }
        }

        try
        {
            // Only the owner may set a mode, and root.
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint geteuid();

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int statx(int folder, string path, int flags, uint mask, byte* result);
}
