using System.Runtime.InteropServices;

namespace LocalCascade.Inference.Native;

/// <summary>
/// ONNX Runtime's own telemetry. Its builds from 1.30 on count what is loaded and run, keep that in a file in the user's home and
/// send it to Microsoft, on Linux too (libcurl, from threads of its own). This program sends nothing that nobody asked for.
/// </summary>
internal static partial class OrtTelemetry
{
    // The function DisableTelemetryEvents comes too late: by then the library has begun.
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Switches it off for this process; to be called before the library is loaded.</summary>
    public static void SwitchOff()
    {
        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows())
        {
            // .NET keeps its variables to itself; native code reads the process's.
            _ = setenv(Variable, "1", 1);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int setenv(string name, string value, int overwrite);
}
