namespace LocalCascade.Inference.Decoding;

/// <summary>
/// A loaded decoder-only language model. A seam: ONNX Runtime today, pipelines of several graphs (NPU) later.
/// Thread-safe; its sessions are not.
/// </summary>
public interface ILanguageModel : IDisposable
{
    /// <summary>Count of entries in the logits: the model's vocabulary, which may be larger than the tokenizer's.</summary>
    int VocabularySize { get; }

    /// <summary>The longest sequence, in tokens, that the model was made for.</summary>
    int ContextLength { get; }

    /// <summary>Bytes that one token takes in a session's KV cache.</summary>
    long CacheBytesPerToken { get; }

    /// <summary>Makes an empty sequence that can grow to <paramref name="capacity"/> tokens (1 to <see cref="ContextLength"/>).</summary>
    /// <exception cref="InferenceException">The runtime could not allocate the KV cache.</exception>
    ILanguageModelSession CreateSession(int capacity);
}
