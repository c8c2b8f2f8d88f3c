using LocalCascade.Inference.Models;

namespace LocalCascade.Completion.Cascade;

/// <summary>The part of the settings that concerns running the model.</summary>
public static class EngineRuntimeOptions
{
    /// <summary>How the settings ask the model to be run.</summary>
    public static RuntimeOptions From(EngineSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new() { Provider = settings.Provider, ProviderLibrary = settings.ProviderLibrary, Threads = settings.Threads };
    }
}
