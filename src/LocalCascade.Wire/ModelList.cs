using System.Text.Json.Serialization;

namespace LocalCascade.Wire;

/// <summary>The answer of <c>GET /v1/models</c>.</summary>
public sealed record ModelList
{
    /// <summary>Always <c>list</c>.</summary>
    [JsonPropertyName("object")]
    public string Kind { get; init; } = "list";

    /// <summary>The models, the default one first.</summary>
    public IReadOnlyList<ModelEntry> Data { get; init; } = [];
}
