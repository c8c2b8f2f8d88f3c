namespace LocalCascade.Inference.Models;

/// <summary>What a model folder says about its model.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Architecture">The config's <c>type</c>, such as <c>llama</c> or <c>qwen2</c>.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="KeyValueHeads">Heads of the keys and values (grouped-query attention).</param>
/// <param name="HeadSize">Size of one head.</param>
/// <param name="VocabularySize">Entries of the logits.</param>
/// <param name="ContextLength">The longest sequence, in tokens.</param>
/// <param name="EosTokenIds">Tokens that end a text.</param>
/// <param name="WeightBytes">Size of the graph with its external data.</param>
public sealed record ModelInfo(
    string Name,
    string Architecture,
    int Layers,
    int Heads,
    int KeyValueHeads,
    int HeadSize,
    int VocabularySize,
    int ContextLength,
    IReadOnlyList<int> EosTokenIds,
    long WeightBytes);
