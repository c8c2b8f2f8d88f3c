namespace LocalCascade.Benchmarks.Onnx;

/// <summary>Reads the weights of an ONNX file: just enough of onnx.proto3 for models that keep their weights inside.</summary>
internal static class OnnxInitializers
{
    private const int GraphField = 7;
    private const int InitializerField = 5;

    public static Dictionary<string, OnnxTensor> Read(string path) => ProtoField.Read(File.ReadAllBytes(path))
        .Where(field => field.Number == GraphField)
        .SelectMany(graph => ProtoField.Read(graph.Value))
        .Where(field => field.Number == InitializerField)
        .Select(field => OnnxTensor.Read(field.Value))
        .ToDictionary(pair => pair.Name, pair => pair.Tensor, StringComparer.Ordinal);
}
