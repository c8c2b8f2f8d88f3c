using System.Text.Json.Serialization;
using LocalCascade.Completion;

namespace LocalCascade.Daemon.Cli;

/// <summary>What <c>complete --json</c> prints.</summary>
internal sealed record CompleteOutput(CompleteOutputItem[] Items, CompleteOutputReason? Reason, string Code, string Explanation, CompleteOutputTimings Timings)
{
    public static CompleteOutput From(CompletionResult result) => new(
        [.. result.Items.Select(item => new CompleteOutputItem(
            item.GhostText,
            item.InsertText,
            item.Origin switch { CompletionOrigin.Workspace => "workspace", CompletionOrigin.Cloud => "cloud", _ => "model" },
            item.FromCache,
            item.Confidence,
            [.. item.Tokens.Select(t => new CompleteOutputToken(t.Text, t.Probability, t.Entropy))]))],
        result.Reason is { } reason ? new(reason.Kind.ToString(), reason.Explanation) : null,
        result.Decision.Code.ToString(),
        result.Explain(),
        new(
            result.Timings.Total.TotalMilliseconds,
            result.Timings.Workspace.TotalMilliseconds,
            result.Timings.Prompt.TotalMilliseconds,
            result.Timings.Prefill.TotalMilliseconds,
            result.Timings.Decode.TotalMilliseconds,
            result.Timings.Cloud.TotalMilliseconds,
            result.Timings.PromptTokens,
            result.Timings.ReusedTokens,
            result.Timings.GeneratedTokens));
}

internal sealed record CompleteOutputItem(string GhostText, string InsertText, string Origin, bool FromCache, double Confidence, CompleteOutputToken[] Tokens);

internal sealed record CompleteOutputToken(string Text, float Probability, float Entropy);

internal sealed record CompleteOutputReason(string Kind, string Explanation);

/// <summary>Times in milliseconds.</summary>
internal sealed record CompleteOutputTimings(double Total, double Workspace, double Prompt, double Prefill, double Decode, double Cloud, int PromptTokens, int ReusedTokens, int GeneratedTokens);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CompleteOutput))]
internal sealed partial class CompleteOutputContext : JsonSerializerContext;
