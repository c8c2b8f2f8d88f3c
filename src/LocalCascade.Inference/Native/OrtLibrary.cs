using System.Runtime.InteropServices;

namespace LocalCascade.Inference.Native;

/// <summary>Finds and loads the native ONNX Runtime, once per process.</summary>
internal static unsafe class OrtLibrary
{
    /// <summary>Names the library file to load instead of the one that ships beside the executable.</summary>
    public const string PathVariable = "LOCALCASCADE_ONNXRUNTIME";

    // The lowest version whose table has everything in OrtFunction: plug-in providers came with 22.
    private const uint ApiVersion = 22;

    private static readonly Lazy<nint> Loaded = new(() => Load(Find()));

    /// <summary>The OrtApi table: an array of function pointers.</summary>
    /// <exception cref="InferenceException">There is no library, or it is too old.</exception>
    public static void** Table => (void**)Loaded.Value;

    /// <summary>The library's own version, such as 1.30.0.</summary>
    public static string Version { get; private set; } = "";

    /// <summary>The file that was loaded.</summary>
    public static string LoadedFrom { get; private set; } = "";

    private static string FileName =>
        OperatingSystem.IsWindows() ? "onnxruntime.dll"
        : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib"
        : "libonnxruntime.so";

    /// <summary>Loads the library at a path and returns its table.</summary>
    /// <exception cref="InferenceException">It is no library of this platform, not ONNX Runtime, or too old.</exception>
    internal static nint Load(string path)
    {
        OrtTelemetry.SwitchOff();
        if (!NativeLibrary.TryLoad(path, out var library))
        {
            throw new InferenceException($"The ONNX Runtime library {path} could not be loaded: it is damaged, or made for another platform than {RuntimeInformation.RuntimeIdentifier}. Build again, or name another by {PathVariable}.");
        }

        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var getApiBase))
        {
            throw new InferenceException($"{path} is not an ONNX Runtime library: it has no OrtGetApiBase. Name another by {PathVariable}.");
        }

        var apiBase = (void**)((delegate* unmanaged<void*>)getApiBase)();
        Version = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)apiBase[1])()) ?? "";
        LoadedFrom = path;
        var table = ((delegate* unmanaged<uint, void**>)apiBase[0])(ApiVersion);
        return table is not null
            ? (nint)table
            : throw new InferenceException($"{path} is ONNX Runtime {Version}, which is too old: 1.22 or newer is needed. Name another by {PathVariable}.");
    }

    private static string Find()
    {
        var named = Environment.GetEnvironmentVariable(PathVariable);
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named)
                ? named
                : throw new InferenceException($"{PathVariable} names {named}, which does not exist. Correct it or unset it.");
        }

        string[] places =
        [
            Path.Combine(AppContext.BaseDirectory, FileName),
            Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", FileName),
        ];
        return Array.Find(places, File.Exists)
            ?? throw new InferenceException($"The ONNX Runtime library was not found; looked for {string.Join(" and ", places)}. Build again, or name one by {PathVariable}.");
    }
}
