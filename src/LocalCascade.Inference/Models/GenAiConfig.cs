using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCascade.Inference.Models;

/// <summary>What is read of <c>genai_config.json</c> (ONNX Runtime GenAI's model folder format).</summary>
internal sealed record GenAiConfig
{
    [JsonPropertyName("model")]
    public GenAiModel? Model { get; init; }

    [JsonPropertyName("search")]
    public GenAiSearch? Search { get; init; }
}

/// <summary>The <c>model</c> object.</summary>
internal sealed record GenAiModel
{
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    [JsonPropertyName("context_length")]
    public int ContextLength { get; init; }

    [JsonPropertyName("vocab_size")]
    public int VocabularySize { get; init; }

    /// <summary>One id or a list of ids.</summary>
    [JsonPropertyName("eos_token_id")]
    public JsonElement EosTokenId { get; init; }

    [JsonPropertyName("decoder")]
    public GenAiDecoder? Decoder { get; init; }

    /// <summary>Present in encoder-decoder models, which are not language models of this kind.</summary>
    [JsonPropertyName("encoder")]
    public JsonElement Encoder { get; init; }
}

/// <summary>The <c>decoder</c> object.</summary>
internal sealed record GenAiDecoder
{
    [JsonPropertyName("filename")]
    public string? FileName { get; init; }

    [JsonPropertyName("head_size")]
    public int HeadSize { get; init; }

    [JsonPropertyName("hidden_size")]
    public int HiddenSize { get; init; }

    [JsonPropertyName("num_attention_heads")]
    public int AttentionHeads { get; init; }

    [JsonPropertyName("num_hidden_layers")]
    public int HiddenLayers { get; init; }

    [JsonPropertyName("num_key_value_heads")]
    public int KeyValueHeads { get; init; }

    [JsonPropertyName("inputs")]
    public GenAiInputs? Inputs { get; init; }

    [JsonPropertyName("outputs")]
    public GenAiOutputs? Outputs { get; init; }

    /// <summary>Present when the model is a pipeline of several graphs (NPU exports), which is not supported yet.</summary>
    [JsonPropertyName("pipeline")]
    public JsonElement Pipeline { get; init; }
}

/// <summary>The names of the graph's inputs; <c>%d</c> stands for the layer.</summary>
internal sealed record GenAiInputs
{
    [JsonPropertyName("input_ids")]
    public string InputIds { get; init; } = "input_ids";

    [JsonPropertyName("attention_mask")]
    public string AttentionMask { get; init; } = "attention_mask";

    [JsonPropertyName("position_ids")]
    public string PositionIds { get; init; } = "position_ids";

    [JsonPropertyName("past_key_names")]
    public string PastKeyNames { get; init; } = "past_key_values.%d.key";

    [JsonPropertyName("past_value_names")]
    public string PastValueNames { get; init; } = "past_key_values.%d.value";
}

/// <summary>The names of the graph's outputs; <c>%d</c> stands for the layer.</summary>
internal sealed record GenAiOutputs
{
    [JsonPropertyName("logits")]
    public string Logits { get; init; } = "logits";

    [JsonPropertyName("present_key_names")]
    public string PresentKeyNames { get; init; } = "present.%d.key";

    [JsonPropertyName("present_value_names")]
    public string PresentValueNames { get; init; } = "present.%d.value";
}

/// <summary>The <c>search</c> object.</summary>
internal sealed record GenAiSearch
{
    [JsonPropertyName("past_present_share_buffer")]
    public bool? PastPresentShareBuffer { get; init; }
}

/// <summary>Source-generated reading of <see cref="GenAiConfig"/>.</summary>
[JsonSerializable(typeof(GenAiConfig))]
[JsonSourceGenerationOptions(ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, RespectNullableAnnotations = true)]
internal sealed partial class GenAiConfigContext : JsonSerializerContext;
