using System.Text.Json.Serialization;

namespace LocalCascade.Wire;

/// <summary>A model that completions can be asked of.</summary>
public sealed record ModelEntry
{
    /// <summary>Its name in requests.</summary>
    public string Id { get; init; } = "";

    /// <summary>Always <c>model</c>.</summary>
    [JsonPropertyName("object")]
    public string Kind { get; init; } = "model";

    /// <summary>Seconds since 1970 (UTC).</summary>
    public long Created { get; init; }

    /// <summary>Who serves it.</summary>
    public string OwnedBy { get; init; } = "localcascade";
}
