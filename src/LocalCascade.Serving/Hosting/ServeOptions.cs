using LocalCascade.Serving.Replay;

namespace LocalCascade.Serving.Hosting;

/// <summary>How the server is run.</summary>
internal sealed record ServeOptions
{
    /// <summary>The model's folder.</summary>
    public required string Model { get; init; }

    /// <summary>Addresses such as <c>http://127.0.0.1:8100</c>, each speaking HTTP/2 (prior knowledge) and HTTP/1.1.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:8100"];

    /// <summary>The most sequences that are decoded together, 1 to 1024.</summary>
    public int Slots { get; init; } = 16;

    /// <summary>The most requests that wait for a slot, 1 to 100,000.</summary>
    public int Queue { get; init; } = 128;

    /// <summary>The most tokens of prompt and answer together; 0 for the length that the model does best with.</summary>
    public int Context { get; init; }

    /// <summary>Threads that the model computes with; 0 for half of the cores.</summary>
    public int Threads { get; init; }

    /// <summary>A file of recorded answers that known places are answered from; null for none.</summary>
    public string? Replay { get; init; }

    /// <summary>How fast these are answered.</summary>
    public ReplayPace ReplayPace { get; init; } = new(TimeSpan.FromMilliseconds(120), 100);

    /// <summary>Whether other places get an empty answer; else the model answers them.</summary>
    public bool ReplayEmptyForUnknown { get; init; }
}
