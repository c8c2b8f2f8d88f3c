using System.Text.Json;

namespace LocalCascade.Inference.Models;

/// <summary>
/// A model's folder in the ONNX Runtime GenAI layout: <c>genai_config.json</c>, the graph and its external data,
/// <c>tokenizer.json</c>, <c>tokenizer_config.json</c>. Opening it checks what can be checked without loading the weights.
/// </summary>
public sealed class ModelFolder
{
    private const string ConfigFileName = "genai_config.json";

    private ModelFolder(string path, GenAiConfig config, ModelInfo info, string graphPath)
    {
        Path = path;
        Config = config;
        Info = info;
        GraphPath = graphPath;
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>What the config says about the model.</summary>
    public ModelInfo Info { get; }

    /// <summary>The graph's full path.</summary>
    public string GraphPath { get; }

    internal GenAiConfig Config { get; }

    /// <summary>Opens a folder and checks it.</summary>
    /// <exception cref="InferenceException">Something is missing, truncated or contradictory; the message names it and what to do.</exception>
    public static ModelFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = System.IO.Path.GetFullPath(path);
        if (!Directory.Exists(path))
        {
            throw new InferenceException(File.Exists(path)
                ? $"{path} is a file, not a model folder: name the folder that holds {ConfigFileName}."
                : $"The model folder {path} does not exist.");
        }

        var config = ReadConfig(System.IO.Path.Combine(path, ConfigFileName));
        var configPath = System.IO.Path.Combine(path, ConfigFileName);
        var model = config.Model ?? throw Wrong(configPath, "it has no 'model' object");
        if (model.Encoder.ValueKind == JsonValueKind.Object)
        {
            throw new InferenceException($"The model in {path} is an encoder-decoder ('{model.Type}'); only decoder-only language models can be used.");
        }

        var decoder = model.Decoder ?? throw Wrong(configPath, "it has no 'model.decoder' object");
        if (decoder.Pipeline.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
        {
            throw new InferenceException($"The model in {path} is a pipeline of several graphs (an NPU export), which is not supported yet; export it as a single graph.");
        }

        CheckRange(configPath, "model.vocab_size", model.VocabularySize, 2, 4_000_000);
        CheckRange(configPath, "model.context_length", model.ContextLength, 2, 16_000_000);
        CheckRange(configPath, "model.decoder.num_hidden_layers", decoder.HiddenLayers, 1, 1000);
        CheckRange(configPath, "model.decoder.num_attention_heads", decoder.AttentionHeads, 1, 10_000);
        CheckRange(configPath, "model.decoder.num_key_value_heads", decoder.KeyValueHeads, 1, decoder.AttentionHeads);
        CheckRange(configPath, "model.decoder.head_size", decoder.HeadSize, 1, 4096);

        var graphPath = CheckFile(path, decoder.FileName ?? "model.onnx", configPath);
        CheckFile(path, "tokenizer.json", configPath);
        var info = new ModelInfo(
            System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path)),
            model.Type ?? "unknown",
            decoder.HiddenLayers,
            decoder.AttentionHeads,
            decoder.KeyValueHeads,
            decoder.HeadSize,
            model.VocabularySize,
            model.ContextLength,
            ReadEosTokens(configPath, model),
            WeightBytes(graphPath));
        return new(path, config, info, graphPath);
    }

    private static GenAiConfig ReadConfig(string configPath)
    {
        try
        {
            using var stream = File.OpenRead(configPath);
            return JsonSerializer.Deserialize(stream, GenAiConfigContext.Default.GenAiConfig) ?? throw Wrong(configPath, "it is null");
        }
        catch (FileNotFoundException)
        {
            throw new InferenceException($"{configPath} is missing: a model folder needs it. Export the model with ONNX Runtime GenAI's model builder, or name another folder.");
        }
        catch (JsonException error)
        {
            throw Wrong(configPath, $"it is not valid JSON or holds a value of another kind than expected (line {error.LineNumber + 1}, at {error.Path ?? "its root"})", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException($"{configPath} could not be read: {error.Message}", error);
        }
    }

    private static string CheckFile(string folder, string name, string configPath)
    {
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            throw Wrong(configPath, "it names a file whose name holds a zero character");
        }

        var file = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, name));
        if (!file.StartsWith(folder + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw Wrong(configPath, $"it names '{name}', which is outside the folder");
        }

        var info = new FileInfo(file);
        return !info.Exists ? throw new InferenceException($"{file} is missing: the model folder is incomplete. Copy or add it again.")
            : info.Length == 0 ? throw new InferenceException($"{file} is empty: the model folder is incomplete. Copy or add it again.")
            : file;
    }

    private static List<int> ReadEosTokens(string configPath, GenAiModel model)
    {
        var ids = new List<int>();
        var values = model.EosTokenId.ValueKind == JsonValueKind.Array ? [.. model.EosTokenId.EnumerateArray()]
            : model.EosTokenId.ValueKind == JsonValueKind.Number ? new[] { model.EosTokenId }
            : [];
        foreach (var value in values)
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var id) || id < 0 || id >= model.VocabularySize)
            {
                throw Wrong(configPath, $"'model.eos_token_id' holds {value}, which is not a token of a vocabulary of {model.VocabularySize}");
            }

            ids.Add(id);
        }

        return ids;
    }

    // External data lies beside the graph, under names that only the graph knows; model builders call it <graph>.data.
    private static long WeightBytes(string graphPath) =>
        new DirectoryInfo(System.IO.Path.GetDirectoryName(graphPath)!)
            .EnumerateFiles(System.IO.Path.GetFileName(graphPath) + "*").Sum(file => file.Length);

    private static void CheckRange(string configPath, string key, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw Wrong(configPath, $"'{key}' is {value}, expected {least} to {most}");
        }
    }

    private static InferenceException Wrong(string configPath, string what, Exception? cause = null) =>
        new($"{configPath} does not describe a model: {what}. Export the model again, or name another folder.", cause!);
}
