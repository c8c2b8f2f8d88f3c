using LocalCascade.Inference.Native;

namespace LocalCascade.Inference.Models;

/// <summary>Chooses the execution provider for a model, by what the machine really has.</summary>
internal static class ProviderSelection
{
    // Under this size a model decodes faster on the CPU than a GPU can launch its kernels (a few microseconds each, some
    // ten kernels a layer), and shares no device with the user's screen.
    private const long LeastWeightBytesForGpu = 100_000_000;

    /// <summary>Loads the model's graph on the wanted provider; <c>auto</c> tries what is likely fastest and falls back to the CPU.</summary>
    /// <exception cref="InferenceException">The named provider cannot run it, or not even the CPU can.</exception>
    public static (OrtHandle Session, ExecutionProvider Provider, ProviderReport Report) CreateSession(ModelFolder folder, RuntimeOptions options)
    {
        if (options.Provider.Equals("auto", StringComparison.OrdinalIgnoreCase) && options.ProviderLibrary.Length == 0)
        {
            return CreateAutomatically(folder, options);
        }

        var provider = Find(options);
        try
        {
            return (Create(folder, options, provider), provider, new(provider.Name, [$"{provider.Name} was chosen by setting."]));
        }
        catch (InferenceException error) when (provider != ExecutionProvider.Cpu)
        {
            throw new InferenceException($"The execution provider '{provider.Name}' cannot run {folder.Info.Name}: {error.Message} Set the provider to 'auto' or 'cpu'.", error);
        }
    }

    private static (OrtHandle, ExecutionProvider, ProviderReport) CreateAutomatically(ModelFolder folder, RuntimeOptions options)
    {
        var notes = new List<string>();
        if (folder.Info.WeightBytes < LeastWeightBytesForGpu)
        {
            notes.Add($"cpu was chosen without trying a GPU: {folder.Info.WeightBytes / 1e6:0.#} MB of weights run faster there.");
        }
        else
        {
            foreach (var provider in ExecutionProvider.Known.Where(p => p != ExecutionProvider.Cpu))
            {
                try
                {
                    var session = Create(folder, options, provider);
                    notes.Add($"{provider.Name} was chosen: the first of {string.Join(", ", ExecutionProvider.Known.Skip(1).Select(p => p.Name))} that runs the model here.");
                    return (session, provider, new(provider.Name, notes));
                }
                catch (InferenceException error)
                {
                    notes.Add($"{provider.Name} was passed over: {error.Message}");
                }
            }
        }

        return (Create(folder, options, ExecutionProvider.Cpu), ExecutionProvider.Cpu, new(ExecutionProvider.Cpu.Name, notes));
    }

    private static ExecutionProvider Find(RuntimeOptions options)
    {
        var known = ExecutionProvider.Known.FirstOrDefault(p => p.Name.Equals(options.Provider, StringComparison.OrdinalIgnoreCase));
        return known
            ?? (options.ProviderLibrary.Length > 0
                ? new(options.Provider, options.Provider, null, null)
                : throw new InferenceException($"The execution provider '{options.Provider}' is not known. Use auto, {string.Join(", ", ExecutionProvider.Known.Select(p => p.Name))}, or a plug-in provider's name together with its library."));
    }

    private static OrtHandle Create(ModelFolder folder, RuntimeOptions options, ExecutionProvider provider)
    {
        using var sessionOptions = Ort.CreateSessionOptions(options.EffectiveThreads, options.AllowSpinning);
        if (options.ProviderLibrary.Length > 0 && provider != ExecutionProvider.Cpu)
        {
            PlugInProviders.Append(sessionOptions, provider.Name, options.ProviderLibrary);
        }
        else
        {
            provider.AppendTo(sessionOptions);
        }

        return Ort.CreateSession(folder.GraphPath, sessionOptions);
    }
}
