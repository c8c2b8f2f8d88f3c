using System.Text.Json.Serialization;
using LocalCascade.Completion;

namespace LocalCascade.Daemon.Playground;

// What the page and the server say to each other besides LSP, under these names: see src/editors/playground/src/protocol.ts.

/// <summary>Answer to <c>playground/hello</c>, which the page asks before <c>initialize</c>.</summary>
/// <param name="Version">This program's.</param>
/// <param name="Key">What lets the page in again after a reload.</param>
/// <param name="FolderUri">The folder that is played in.</param>
/// <param name="IsTour">Whether that folder is the one of the samples that come with the page.</param>
/// <param name="Files">Its files' names.</param>
/// <param name="Settings">Those that the page has switches for, as they are in effect.</param>
internal sealed record HelloAnswer(string Version, string Key, string FolderUri, bool IsTour, IReadOnlyList<string> Files, PageSettings Settings);

internal sealed record PageSettings(bool Offline, bool Escalate, bool UseWorkspace, bool UseModel, double WorkspaceThreshold, double ModelThreshold, double WorkspaceEscalationThreshold, double ModelEscalationThreshold, double CloudThreshold);

internal sealed record OpenParams(string Name);

/// <summary>Answer to <c>playground/open</c>.</summary>
internal sealed record PlaygroundFile(string Name, string Uri, string LanguageId, string Text);

/// <summary>A notification <c>localcascade/trace</c>: one step of a completion. Which members there are depends on <see cref="Kind"/>.</summary>
internal sealed record TraceStep(string Kind, string? Id, double At)
{
    public string? Uri { get; init; }

    public string? LanguageId { get; init; }

    public int? Line { get; init; }

    public string? Trigger { get; init; }

    public bool? Ahead { get; init; }

    public string? Text { get; init; }

    public double? Confidence { get; init; }

    public string? Source { get; init; }

    public bool? Exchanged { get; init; }

    public double? Ms { get; init; }

    public TracePrompt? Prompt { get; init; }

    public int? Reused { get; init; }

    public int? Run { get; init; }

    public double? Probability { get; init; }

    public double? Entropy { get; init; }

    public IReadOnlyList<double>? Probabilities { get; init; }

    public int? Characters { get; init; }

    public int? ContextFiles { get; init; }

    public TraceDecision? Decision { get; init; }

    public TraceAnswer? Answer { get; init; }

    public string? Stage { get; init; }

    public double? After { get; init; }

    public long? Count { get; init; }
}

internal sealed record TracePrompt(int Budget, int Prefix, int Suffix, int Typed, int Markers, int HealedBytes, bool Anchored);

internal sealed record TraceDecision(string Code, string Explanation, double? Workspace, double? Model, double? RawModel, int Tokens, double Threshold, double? Cloud, string CloudOutcome)
{
    public static TraceDecision Of(CascadeDecision decision) => new(decision.Code.ToString(), decision.Explanation, decision.Workspace, decision.Model, decision.RawModel, decision.Tokens, decision.Threshold, decision.Cloud, decision.CloudOutcome.ToString());
}

internal sealed record TraceAnswer(IReadOnlyList<TraceItem> Items, string? ReasonKind, string? Reason, bool Joined, TraceTimings Timings);

internal sealed record TraceItem(string Id, string Origin, string GhostText, double Confidence, bool FromCache);

/// <summary>Times in milliseconds.</summary>
internal sealed record TraceTimings(double Total, double Workspace, double Prompt, double Prefill, double Decode, double Debounce, double Cloud, double CloudTotal, int PromptTokens, int ReusedTokens, int GeneratedTokens, int CloudTokens);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HelloAnswer))]
[JsonSerializable(typeof(OpenParams))]
[JsonSerializable(typeof(PlaygroundFile))]
[JsonSerializable(typeof(TraceStep))]
internal sealed partial class PlaygroundJson : JsonSerializerContext;
