namespace LocalCascade.Wire.Replay;

/// <summary>A line of a file of recorded answers. The first names the file, every other is an answer.</summary>
public sealed record ReplayLine
{
    /// <summary>First line: the name that the replay is served by, which says that it is one.</summary>
    public string? Model { get; set; }

    /// <summary>First line: where the answers come from, for people.</summary>
    public string? Source { get; set; }

    /// <summary>The place: see <see cref="ReplayKey"/>.</summary>
    public string? Key { get; set; }

    /// <summary>The answer.</summary>
    public string? Text { get; set; }
}
