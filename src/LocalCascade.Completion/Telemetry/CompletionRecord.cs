namespace LocalCascade.Completion.Telemetry;

/// <summary>
/// One request in numbers: what is kept of it. Names, counts, times and codes only; never code, a prompt or a path.
/// Times are in milliseconds; a confidence that nobody gave is <see cref="double.NaN"/>.
/// </summary>
public sealed record CompletionRecord
{
    /// <summary>32 hexadecimal digits; the cloud request carries the same as <c>X-Request-Id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The editor's name, or empty.</summary>
    public string Client { get; init; } = "";

    /// <summary>LSP language id.</summary>
    public string Language { get; init; } = "";

    /// <summary>The file, as <see cref="Telemetry.PathHash"/> makes it: 16 hexadecimal digits that nobody without the local key can turn back.</summary>
    public string PathHash { get; init; } = "";

    /// <summary>Why it was asked.</summary>
    public CompletionTrigger Trigger { get; init; }

    /// <summary>The local model's name, or empty.</summary>
    public string Model { get; init; } = "";

    /// <summary>The cloud model's name, or empty where the cloud was not asked.</summary>
    public string CloudModel { get; init; } = "";

    /// <summary>Who wrote the answer; null when there was none.</summary>
    public CompletionOrigin? Origin { get; init; }

    /// <summary>
    /// The record whose request first brought this text, where another's did: typed through, joined, computed ahead. Empty where it
    /// is this one's own. A suggestion that is shown at five keystrokes is one suggestion by this.
    /// </summary>
    public string ComputedBy { get; init; } = "";

    /// <summary>Answered from an earlier answer, with no source asked: typed through, or come back to.</summary>
    public bool FromCache { get; init; }

    /// <summary>Joined a request that was in flight.</summary>
    public bool Joined { get; init; }

    /// <summary>Answered from what was computed ahead.</summary>
    public bool Prefetched { get; init; }

    /// <summary>Why this tier: a short stable code, such as <c>local-sure</c>, <c>escalated-unsure</c> or <c>kept-offline</c>.</summary>
    public string Decision { get; init; } = "";

    /// <summary>Name of the <see cref="NoCompletionKind"/> when there was no answer; else empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The workspace predictor's confidence.</summary>
    public double WorkspaceConfidence { get; init; } = double.NaN;

    /// <summary>The local model's confidence.</summary>
    public double ModelConfidence { get; init; } = double.NaN;

    /// <summary>The cloud's confidence.</summary>
    public double CloudConfidence { get; init; } = double.NaN;

    /// <summary>The threshold that decided.</summary>
    public double Threshold { get; init; } = double.NaN;

    /// <summary>From the request to its end.</summary>
    public double TotalMs { get; init; }

    /// <summary>The workspace predictor's part.</summary>
    public double WorkspaceMs { get; init; }

    /// <summary>Laying out and tokenizing the prompt.</summary>
    public double PromptMs { get; init; }

    /// <summary>Running the part of the prompt that no KV cache held.</summary>
    public double PrefillMs { get; init; }

    /// <summary>Generating tokens.</summary>
    public double DecodeMs { get; init; }

    /// <summary>How long the cloud's request was held back for the typist.</summary>
    public double DebounceMs { get; init; }

    /// <summary>From sending the request to the cloud's first text.</summary>
    public double CloudFirstMs { get; init; }

    /// <summary>From sending the request to the end of the cloud's stream.</summary>
    public double CloudMs { get; init; }

    /// <summary>Length of the local prompt.</summary>
    public int PromptTokens { get; init; }

    /// <summary>How many of them a KV cache already held.</summary>
    public int ReusedTokens { get; init; }

    /// <summary>Tokens generated locally.</summary>
    public int GeneratedTokens { get; init; }

    /// <summary>Requests sent to the cloud: 0 or 1.</summary>
    public int CloudRequests { get; init; }

    /// <summary>Length of the cloud's prompt, as the cloud counted it or as we estimated it.</summary>
    public int CloudPromptTokens { get; init; }

    /// <summary>Tokens that the cloud generated.</summary>
    public int CloudTokens { get; init; }

    /// <summary>Empty when the cloud was not asked; else <c>won</c>, <c>late</c>, <c>failed</c>, <c>unusable</c>, <c>cancelled</c> or <c>lost</c>.</summary>
    public string CloudOutcome { get; init; } = "";

    /// <summary>Empty when it was not cancelled; else the stage: <c>queued</c>, <c>workspace</c>, <c>prefill</c>, <c>decode</c>, <c>debounce</c> or <c>cloud</c>.</summary>
    public string CancelledAt { get; init; } = "";

    /// <summary>From the request to its cancellation.</summary>
    public double CancelledAfterMs { get; init; }

    /// <summary>Length of the answer's ghost text in UTF-16 units.</summary>
    public int Characters { get; init; }

    /// <summary>Lines of the answer's ghost text.</summary>
    public int Lines { get; init; }
}
