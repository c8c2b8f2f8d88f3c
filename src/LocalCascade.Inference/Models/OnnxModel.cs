using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Native;

namespace LocalCascade.Inference.Models;

/// <summary>A decoder-only model on ONNX Runtime.</summary>
public sealed class OnnxModel : ILanguageModel
{
    private readonly OrtHandle _session;

    internal OnnxModel(ModelFolder folder, RuntimeOptions options, OrtHandle session, ExecutionProvider provider)
    {
        _session = session;
        Folder = folder;
        Options = options;
        Provider = provider;
        ProviderReport = new(provider.Name, []);
        Graph = ModelGraph.Read(folder, session);
    }

    /// <summary>Where it was loaded from.</summary>
    public ModelFolder Folder { get; }

    /// <summary>What runs it, and why not another provider.</summary>
    public ProviderReport ProviderReport { get; internal set; }

    /// <inheritdoc/>
    public int VocabularySize => Graph.VocabularySize;

    /// <inheritdoc/>
    public int ContextLength => Folder.Info.ContextLength;

    /// <inheritdoc/>
    public long CacheBytesPerToken => (long)Graph.KeyValues.Length * Graph.KeyValueHeads * Graph.HeadSize * Graph.KeyValueType.GetSize();

    internal RuntimeOptions Options { get; }

    internal ExecutionProvider Provider { get; }

    internal ModelGraph Graph { get; }

    internal OrtHandle Session => _session;

    /// <summary>Loads the graph and its weights. Takes from milliseconds to seconds.</summary>
    /// <param name="folder">What to load.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="cancellationToken">Looked at between the providers that are tried.</param>
    /// <exception cref="InferenceException">The graph is damaged, does not fit the config, or no provider could run it.</exception>
    public static OnnxModel Load(ModelFolder folder, RuntimeOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return ProviderSelection.Load(folder, options, cancellationToken);
    }

    /// <inheritdoc/>
    public ILanguageModelSession CreateSession(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, ContextLength);
        return new OnnxModelSession(this, capacity);
    }

    /// <summary>Makes <paramref name="rows"/> empty sequences that are decoded together, each with room for <paramref name="capacity"/> tokens (1 to <see cref="ContextLength"/>).</summary>
    /// <exception cref="InferenceException">There is not enough memory, or the model is not on the CPU.</exception>
    public ILanguageModelBatch CreateBatch(int rows, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, ContextLength);
        return Provider == ExecutionProvider.Cpu
            ? new OnnxBatchSession(this, rows, capacity)
            : throw new InferenceException($"Sequences of {Folder.Info.Name} cannot be decoded together on {Provider.Name}: batches run on the CPU. Set the provider to cpu.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Provider.Gate?.Enter();
        try
        {
            _session.Dispose();
        }
        finally
        {
            Provider.Gate?.Exit();
        }
    }
}
