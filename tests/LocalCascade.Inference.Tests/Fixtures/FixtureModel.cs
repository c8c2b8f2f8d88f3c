using System.Text.Json;
using LocalCascade.Inference.Models;
using LocalCascade.Tests;

namespace LocalCascade.Inference.Tests.Fixtures;

/// <summary>A small random-weight model and what NumPy computed for it; made by generate.py.</summary>
internal sealed record FixtureModel(string Path, int[] Tokens, IReadOnlyDictionary<int, float[]> Logits)
{
    public static readonly string Folder = RepositoryRoot.Combine("tests", "LocalCascade.Inference.Tests", "Fixtures");

    public static readonly string[] Names = ["llama-fp32", "llama-positions-fp32", "llama-int8", "llama-fp16", "qwen2-fp32", "qwen2-int4", "qwen2-int4-external", "starcoder2-fp32"];

    /// <summary>An export whose KV cache grows by copies, which is refused.</summary>
    public const string Growing = "llama-growing-int4";

    public static FixtureModel Read(string name)
    {
        var path = System.IO.Path.Combine(Folder, name);
        using var reference = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(path, "reference.json")));
        return new(
            path,
            [.. reference.RootElement.GetProperty("tokens").EnumerateArray().Select(t => t.GetInt32())],
            reference.RootElement.GetProperty("logits").EnumerateObject().ToDictionary(
                p => int.Parse(p.Name, System.Globalization.CultureInfo.InvariantCulture),
                p => p.Value.EnumerateArray().Select(v => v.GetSingle()).ToArray()));
    }

    public static OnnxModel Load(string name, RuntimeOptions? options = null) =>
        OnnxModel.Load(ModelFolder.Open(Read(name).Path), options ?? new RuntimeOptions { Provider = "cpu", PrefillChunk = 16 }, CancellationToken.None);

    /// <summary>A copy that a test may damage; deleted with the returned object.</summary>
    public static TemporaryFolder Copy(string name)
    {
        var copy = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(System.IO.Path.Combine(Folder, name)))
        {
            File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
        }

        return copy;
    }
}
