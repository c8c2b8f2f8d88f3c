using System.Text.Json;
using System.Text.Json.Serialization;
using LocalCascade.Inference.Decoding;

namespace LocalCascade.Inference.Models;

/// <summary>What a model folder's own <c>localcascade.json</c> says; all of it optional.</summary>
internal sealed record ModelSettings
{
    private const string FileName = "localcascade.json";

    public string? Template { get; private init; }

    public IReadOnlyList<string> Stop { get; private init; } = [];

    public string? FileSeparator { get; private init; }

    public int? TrainedLength { get; private init; }

    public ConfidenceCalibration Calibration { get; private init; } = ConfidenceCalibration.Identity;

    public GateWeights? Gate { get; private init; }

    public bool BesidePredictor { get; private init; } = true;

    /// <exception cref="InferenceException">The file is damaged or holds what cannot be.</exception>
    public static ModelSettings Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return new();
        }

        try
        {
            using var stream = File.OpenRead(path);
            var file = JsonSerializer.Deserialize(stream, ModelSettingsContext.Default.ModelSettingsFile) ?? new();
            if (file.TrainedLength < 64)
            {
                throw new ArgumentException($"'trained_length' is {file.TrainedLength}; a model sees at least 64 tokens.");
            }

            return new()
            {
                Template = file.Fim?.Template,
                Stop = file.Fim?.Stop ?? [],
                FileSeparator = file.Fim?.FileSeparator,
                TrainedLength = file.TrainedLength,
                Calibration = file.Calibration is { Count: > 0 } points ? new(points.Select(p => (p.Confidence, p.Precision))) : ConfidenceCalibration.Identity,
                Gate = file.Gate is { Workspace: { } workspace, Model: { } model } ? new(workspace, model) : null,
                BesidePredictor = file.BesidePredictor ?? true,
            };
        }
        catch (Exception error) when (error is JsonException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new InferenceException($"{path} cannot be used: {error.Message} Correct it or delete it.", error);
        }
    }
}

/// <summary>The file's shape.</summary>
internal sealed record ModelSettingsFile
{
    [JsonPropertyName("fim")]
    public FimSettings? Fim { get; init; }

    /// <summary>Tokens of the longest sequences that the model saw in training.</summary>
    [JsonPropertyName("trained_length")]
    public int? TrainedLength { get; init; }

    [JsonPropertyName("calibration")]
    public List<CalibrationPoint>? Calibration { get; init; }

    [JsonPropertyName("gate")]
    public GateSettings? Gate { get; init; }

    [JsonPropertyName("beside_predictor")]
    public bool? BesidePredictor { get; init; }
}

/// <summary>The weights of <see cref="GateWeights"/>.</summary>
internal sealed record GateSettings
{
    [JsonPropertyName("workspace")]
    public List<double>? Workspace { get; init; }

    [JsonPropertyName("model")]
    public List<double>? Model { get; init; }
}

/// <summary>How the model fills in the middle.</summary>
internal sealed record FimSettings
{
    /// <summary>The prompt with <c>{prefix}</c> and <c>{suffix}</c>; all else are special tokens.</summary>
    [JsonPropertyName("template")]
    public string? Template { get; init; }

    /// <summary>Special tokens that end the middle.</summary>
    [JsonPropertyName("stop")]
    public List<string>? Stop { get; init; }

    /// <summary>The special token that introduces another file's path and text in front of the prompt, where training had such.</summary>
    [JsonPropertyName("file_separator")]
    public string? FileSeparator { get; init; }
}

/// <summary>One point of the calibration.</summary>
internal sealed record CalibrationPoint
{
    [JsonPropertyName("confidence")]
    public double Confidence { get; init; }

    [JsonPropertyName("precision")]
    public double Precision { get; init; }
}

/// <summary>Source-generated reading.</summary>
[JsonSerializable(typeof(ModelSettingsFile))]
[JsonSourceGenerationOptions(ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
internal sealed partial class ModelSettingsContext : JsonSerializerContext;
