using LocalCascade.Inference.Native;

namespace LocalCascade.Inference.Models;

/// <summary>Which native runtime is in use.</summary>
/// <param name="Version">Its version, such as 1.30.0.</param>
/// <param name="Path">The library that was loaded.</param>
/// <param name="Providers">The execution providers that it was built with.</param>
public sealed record RuntimeReport(string Version, string Path, IReadOnlyList<string> Providers)
{
    /// <summary>Loads the runtime if need be, and asks it.</summary>
    /// <exception cref="InferenceException">There is no runtime, or it is too old.</exception>
    public static RuntimeReport Read()
    {
        var providers = Ort.GetAvailableProviders();
        return new(OrtLibrary.Version, OrtLibrary.LoadedFrom, providers);
    }
}
