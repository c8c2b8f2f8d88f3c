using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Native;

namespace LocalCascade.Inference.Models;

/// <summary>A decoder-only model on ONNX Runtime.</summary>
public sealed class OnnxModel : ILanguageModel
{
    private readonly OrtHandle _session;

    private OnnxModel(ModelFolder folder, RuntimeOptions options, OrtHandle session, ExecutionProvider provider, ProviderReport report)
    {
        _session = session;
        Folder = folder;
        Options = options;
        Provider = provider;
        ProviderReport = report;
        Graph = ModelGraph.Read(folder, session);
    }

    /// <summary>Where it was loaded from.</summary>
    public ModelFolder Folder { get; }

    /// <summary>What runs it, and why not another provider.</summary>
    public ProviderReport ProviderReport { get; }

    /// <inheritdoc/>
    public int VocabularySize => Graph.VocabularySize;

    /// <inheritdoc/>
    public int ContextLength => Folder.Info.ContextLength;

    internal RuntimeOptions Options { get; }

    internal ExecutionProvider Provider { get; }

    internal ModelGraph Graph { get; }

    internal OrtHandle Session => _session;

    /// <summary>Loads the graph and its weights. Takes from milliseconds to seconds.</summary>
    /// <exception cref="InferenceException">The graph is damaged, does not fit the config, or no provider could run it.</exception>
    public static OnnxModel Load(ModelFolder folder, RuntimeOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        var (session, provider, report) = ProviderSelection.CreateSession(folder, options);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(folder, options, session, provider, report);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ILanguageModelSession CreateSession(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, ContextLength);
        return new OnnxModelSession(this, capacity);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
