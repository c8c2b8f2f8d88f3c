using LocalCascade.Inference.Native;

namespace LocalCascade.Inference.Models;

/// <summary>Execution providers from libraries of their own: QNN, OpenVINO, VitisAI and other NPU and GPU vendors'.</summary>
internal static class PlugInProviders
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Registered = new(StringComparer.Ordinal);

    /// <summary>Registers the library, once per process, and adds the provider's devices.</summary>
    /// <exception cref="InferenceException">The library does not load, or it brings no device under that name on this machine.</exception>
    public static void Append(OrtHandle options, string name, string library)
    {
        library = Path.GetFullPath(library);
        if (!File.Exists(library))
        {
            throw new InferenceException($"the provider library {library} does not exist.");
        }

        lock (Gate)
        {
            if (!Registered.Contains(library))
            {
                Ort.RegisterExecutionProviderLibrary(name, library);
                Registered.Add(library);
            }
        }

        if (!Ort.TryAppendPlugInProvider(options, name))
        {
            throw new InferenceException($"{library} offers no device under the name '{name}' on this machine.");
        }
    }
}
