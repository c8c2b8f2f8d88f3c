using LocalCascade.Inference.Models;
using LocalCascade.Inference.Tokenization;

namespace LocalCascade.Inference.Decoding;

/// <summary>A model ready to complete code: the weights on their provider, the tokenizer, the FIM template and the slots. Thread-safe.</summary>
public sealed class LocalModel : IDisposable
{
    // An editor alternates between a few places; more slots would cost memory and be found by nobody.
    private const int MostSlots = 4;

    private readonly ILanguageModel _model;
    private readonly SequencePool _pool;
    private readonly HashSet<int> _stops;

    internal LocalModel(ILanguageModel model, Tokenizer tokenizer, ModelInfo info, ModelSettings settings, RuntimeOptions options, TimeProvider timeProvider)
    {
        _model = model;
        Tokenizer = tokenizer;
        Info = info;
        Fim = FimTemplate.Recognise(tokenizer, settings);
        Calibration = settings.Calibration;
        Gate = settings.Gate;
        BesidePredictor = settings.BesidePredictor;
        _stops = [.. info.EosTokenIds, .. Fim?.StopTokens ?? []];
        // Any special token ends a completion: none of them is text that a person would type.
        _stops.UnionWith(tokenizer.SpecialTokens.Values);
        PreferredPromptTokens = Math.Min(settings.TrainedLength ?? DefaultPromptTokens, info.ContextLength);
        var capacity = Math.Min(info.ContextLength, Math.Max(PreferredPromptTokens + 512, 2048));
        var slots = options.CacheMegabytes * (1L << 20) / Math.Max(1, capacity * model.CacheBytesPerToken);
        _pool = new(model, capacity, (int)Math.Clamp(slots, 1, MostSlots), timeProvider);
    }

    // Long enough for a few hundred lines, short enough for a cold prefill in about two seconds with 0.5B parameters on two cores.
    private const int DefaultPromptTokens = 1536;

    /// <summary>What the folder says about the model.</summary>
    public ModelInfo Info { get; }

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>How prefix and suffix are laid out; null for a model that was not made for filling in the middle.</summary>
    public FimTemplate? Fim { get; }

    /// <summary>From the model's confidence to the probability of being right.</summary>
    public ConfidenceCalibration Calibration { get; }

    /// <summary>How its answers stand beside another source's; null where nobody fitted that.</summary>
    public GateWeights? Gate { get; }

    /// <summary>
    /// Whether it is worth asking where another source has an answer already. False where measuring has shown that the two together
    /// are no better than the other alone: such a model serves where there is no other answer, or several are wanted.
    /// </summary>
    public bool BesidePredictor { get; }

    /// <summary>What runs the model, and why not another provider; null for models that are not run by ONNX Runtime.</summary>
    public ProviderReport? Provider => (_model as OnnxModel)?.ProviderReport;

    /// <summary>Entries of the logits.</summary>
    public int VocabularySize => _model.VocabularySize;

    /// <summary>The most tokens of prompt and answer together.</summary>
    public int MaxTokens => _pool.Capacity;

    /// <summary>The length of prompt that the model does best with.</summary>
    public int PreferredPromptTokens { get; }

    /// <summary>Loads a model folder. Takes from milliseconds to seconds.</summary>
    /// <param name="folder">The folder (ONNX Runtime GenAI layout).</param>
    /// <param name="options">How it is run.</param>
    /// <param name="cancellationToken">Looked at between the steps of loading.</param>
    /// <exception cref="InferenceException">Something in the folder is missing, damaged or does not fit; the message names it.</exception>
    public static LocalModel Load(string folder, RuntimeOptions options, CancellationToken cancellationToken)
    {
        var opened = ModelFolder.Open(folder);
        var tokenizer = Tokenizer.Load(opened.Path);
        if (tokenizer.VocabularySize > opened.Info.VocabularySize)
        {
            throw new InferenceException($"The tokenizer in {opened.Path} has {tokenizer.VocabularySize} tokens, but the model only {opened.Info.VocabularySize}: they do not belong together. Take both from the same model.");
        }

        var settings = ModelSettings.Read(opened.Path);
        var model = OnnxModel.Load(opened, options, cancellationToken);
        try
        {
            return new(model, tokenizer, opened.Info, settings, options, TimeProvider.System);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Takes the slot that shares most with the prompt, runs the rest of the prompt, and readies the first decode step.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, at the latest after the running kernel.</exception>
    /// <exception cref="ArgumentException">The prompt is empty or as long as <see cref="MaxTokens"/>.</exception>
    public Generation Start(GenerationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Generation.Start(this, _pool, request, cancellationToken);
    }

    /// <summary>Makes <paramref name="rows"/> empty sequences that are decoded together, each with room for <paramref name="capacity"/> tokens (1 to the model's context length).</summary>
    /// <exception cref="InferenceException">There is not enough memory, or the model does not run on ONNX Runtime's CPU provider.</exception>
    public ILanguageModelBatch CreateBatch(int rows, int capacity) => _model is OnnxModel model
        ? model.CreateBatch(rows, capacity)
        : throw new InferenceException($"Sequences of {Info.Name} cannot be decoded together: ONNX Runtime does not run it.");

    internal IReadOnlyCollection<int> Stops => _stops;

    /// <summary>Whether a token ends a completion.</summary>
    public bool IsStop(int token) => _stops.Contains(token);

    /// <summary>Lets the model go: at once, or when the last generation is disposed of.</summary>
    public void Dispose() => _pool.Dispose();
}
