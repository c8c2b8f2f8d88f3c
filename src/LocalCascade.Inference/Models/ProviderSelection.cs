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
    public static OnnxModel Load(ModelFolder folder, RuntimeOptions options, CancellationToken cancellationToken)
    {
        if (options.Provider.Equals("auto", StringComparison.OrdinalIgnoreCase) && options.ProviderLibrary.Length == 0)
        {
            return LoadAutomatically(folder, options, cancellationToken);
        }

        var provider = Find(options);
        try
        {
            return Load(folder, options, provider, [$"{provider.Name} was chosen by setting."], cancellationToken);
        }
        catch (InferenceException error) when (provider != ExecutionProvider.Cpu)
        {
            throw new InferenceException($"The execution provider '{provider.Name}' cannot run {folder.Info.Name}: {error.Message} Set the provider to 'auto' or 'cpu'.", error);
        }
    }

    private static OnnxModel LoadAutomatically(ModelFolder folder, RuntimeOptions options, CancellationToken cancellationToken)
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
                    var model = Load(folder, options, provider, notes, cancellationToken);
                    notes.Add($"{provider.Name} was chosen: the first of {string.Join(", ", ExecutionProvider.Known.Skip(1).Select(p => p.Name))} that runs the model here.");
                    return model;
                }
                catch (InferenceException error)
                {
                    notes.Add($"{provider.Name} was passed over: {error.Message}");
                }
            }
        }

        return Load(folder, options, ExecutionProvider.Cpu, notes, cancellationToken);
    }

    private static ExecutionProvider Find(RuntimeOptions options)
    {
        var known = ExecutionProvider.Known.FirstOrDefault(p => p.Name.Equals(options.Provider, StringComparison.OrdinalIgnoreCase));
        return known
            ?? (options.ProviderLibrary.Length > 0
                ? new(options.Provider, options.Provider, null, null)
                : throw new InferenceException($"The execution provider '{options.Provider}' is not known. Use auto, {string.Join(", ", ExecutionProvider.Known.Select(p => p.Name))}, or a plug-in provider's name together with its library."));
    }

    internal static OnnxModel Load(ModelFolder folder, RuntimeOptions options, ExecutionProvider provider, IReadOnlyList<string> notes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OrtHandle session;
        provider.Gate?.Enter();
        try
        {
            session = CreateSession(folder, options, provider);
        }
        finally
        {
            provider.Gate?.Exit();
        }

        try
        {
            var model = new OnnxModel(folder, options, session, provider) { ProviderReport = new(provider.Name, notes) };
            ModelCheck.Run(model, cancellationToken);
            return model;
        }
        catch
        {
            provider.Gate?.Enter();
            try
            {
                session.Dispose();
            }
            finally
            {
                provider.Gate?.Exit();
            }

            throw;
        }
    }

    private static OrtHandle CreateSession(ModelFolder folder, RuntimeOptions options, ExecutionProvider provider)
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
