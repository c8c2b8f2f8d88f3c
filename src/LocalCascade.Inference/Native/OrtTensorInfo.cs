namespace LocalCascade.Inference.Native;

/// <summary>An input or output of a graph. Dimensions that the graph leaves open are -1.</summary>
internal sealed record OrtTensorInfo(string Name, OrtElementType Type, long[] Shape);
