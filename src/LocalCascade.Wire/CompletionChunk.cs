using System.Text.Json.Serialization;

namespace LocalCascade.Wire;

/// <summary>One server-sent event of a streamed completion, or the whole of a plain one (then with all the text in one choice).</summary>
public sealed record CompletionChunk
{
    /// <summary>The completion's id, the same in all its chunks.</summary>
    public string Id { get; init; } = "";

    /// <summary>Always <c>text_completion</c>.</summary>
    [JsonPropertyName("object")]
    public string Kind { get; init; } = "text_completion";

    /// <summary>When it was made, in seconds since 1970 (UTC).</summary>
    public long Created { get; init; }

    /// <summary>The model that answered.</summary>
    public string Model { get; init; } = "";

    /// <summary>One choice; none in a last chunk that only carries <see cref="Usage"/>.</summary>
    public IReadOnlyList<CompletionChoice> Choices { get; init; } = [];

    /// <summary>Token counts; in a stream only in the last chunk, and only when asked for.</summary>
    public CompletionUsage? Usage { get; init; }
}
