namespace LocalCascade.Inference.Models;

/// <summary>How a model is run.</summary>
public sealed record RuntimeOptions
{
    /// <summary>
    /// Execution provider: <c>auto</c>, <c>cpu</c>, <c>dml</c>, <c>webgpu</c>, <c>cuda</c>, <c>coreml</c>, or the name of a
    /// plug-in provider (such as <c>QNNExecutionProvider</c>) that <see cref="ProviderLibrary"/> brings.
    /// </summary>
    public string Provider { get; init; } = "auto";

    /// <summary>Path of a plug-in provider's library; empty for none.</summary>
    public string ProviderLibrary { get; init; } = "";

    /// <summary>Threads to compute with, at most the machine's count; 0 takes half the logical processors, between 1 and 4.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Whether idle threads spin for the next kernel. Off by default: an editor's service should not burn a core between
    /// keystrokes, and decoding is only 5 to 40 % slower without.
    /// </summary>
    public bool AllowSpinning { get; init; }

    /// <summary>Tokens per prefill run, 1 to 2048. 64 to 128 is fastest, needs the least memory, and bounds how long a cancellation takes.</summary>
    public int PrefillChunk { get; init; } = 64;

    /// <summary>
    /// The most memory, in MiB, for the KV caches that live across requests. It bounds how many places keep theirs at once, up
    /// to four; one is kept whatever it takes. Caches are made when first needed.
    /// </summary>
    public int CacheMegabytes { get; init; } = 512;

    /// <summary><see cref="Threads"/> with 0 resolved.</summary>
    public int EffectiveThreads => Threads > 0 ? Math.Min(Threads, Environment.ProcessorCount) : Math.Clamp(Environment.ProcessorCount / 2, Math.Min(2, Environment.ProcessorCount), 4);

    /// <exception cref="InferenceException">A number is outside its range.</exception>
    internal void Validate()
    {
        if (Threads < 0)
        {
            throw new InferenceException($"The setting of {Threads} threads is not possible: use 0 (automatic) or more.");
        }

        if (PrefillChunk is < 1 or > 2048)
        {
            throw new InferenceException($"The setting of {PrefillChunk} tokens per prefill run is not possible: use 1 to 2048.");
        }
    }
}
