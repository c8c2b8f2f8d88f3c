using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalCascade.Wire;

/// <summary>
/// The body of <c>POST /v1/completions</c>, as OpenAI's completions API has it, plus <see cref="Context"/> and <see cref="Draft"/>.
/// Fields that it does not name are kept in <see cref="Other"/> and travel on.
/// </summary>
public sealed record CompletionBody
{
    /// <summary>The model's name, as <c>GET /v1/models</c> lists it. Empty or null asks for the default one.</summary>
    public string? Model { get; init; }

    /// <summary>The text before the cursor. A list with one text is accepted too; token ids are not.</summary>
    [JsonConverter(typeof(PromptConverter))]
    public string? Prompt { get; init; }

    /// <summary>The text behind the cursor; null for plain continuation.</summary>
    public string? Suffix { get; init; }

    /// <summary>The most tokens to generate.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>0 for the likeliest text.</summary>
    public double? Temperature { get; init; }

    /// <summary>Texts that end the completion; one text or a list of them.</summary>
    [JsonConverter(typeof(StopConverter))]
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Whether the answer comes as server-sent events.</summary>
    public bool? Stream { get; init; }

    /// <summary>How many of the likeliest tokens to report per position, 0 to 5; null for no probabilities.</summary>
    public int? Logprobs { get; init; }

    /// <summary>Ours: other files' text that the answer may draw on, most important last (nearest to the prompt).</summary>
    public IReadOnlyList<ContextFile>? Context { get; init; }

    /// <summary>Ours: what the local tier would answer. Engines that can verify it in one pass; others never see it.</summary>
    public string? Draft { get; init; }

    /// <summary>Every other field, untouched. Settable only because the JSON source generator cannot initialise extension data.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}
