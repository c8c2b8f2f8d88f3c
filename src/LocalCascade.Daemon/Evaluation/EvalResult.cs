using LocalCascade.Completion.Evaluation;
using LocalCascade.Wire.Replay;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>Everything that an evaluation found out.</summary>
internal sealed record EvalResult
{
    public required RepositoryFiles Files { get; init; }

    public required int Holes { get; init; }

    public required int Seed { get; init; }

    /// <summary>The local tier, in words.</summary>
    public required string Local { get; init; }

    /// <summary>The model in the cloud; empty where none took part.</summary>
    public string CloudModel { get; init; } = "";

    /// <summary>The confidence below which the cascade asks the cloud, in words.</summary>
    public required string Thresholds { get; init; }

    /// <summary>For each suite, and for all, each pass.</summary>
    public required IReadOnlyList<EvalScore> Scores { get; init; }

    /// <summary>For each network delay, the thresholds swept; empty where a tier was left out.</summary>
    public IReadOnlyList<SweepPoint> Sweep { get; init; } = [];

    /// <summary>What to call the cloud, honestly: a replay is one.</summary>
    public string Cloud => CloudModel.Length == 0 ? "" : ReplayFile.Describe(CloudModel) ?? CloudModel;

    public static EvalResult Of(EvalResult head, IReadOnlyList<EvalPass> passes, int confidenceTokens)
    {
        var scores = new List<EvalScore>();
        var kinds = passes[0].Answers.Select(answer => answer.Hole.Kind).Distinct().Order().ToArray();
        foreach (var kind in kinds.Length > 1 ? [null, .. kinds.Cast<HoleKind?>()] : kinds.Cast<HoleKind?>())
        {
            scores.AddRange(passes.Select(pass => EvalScore.Of(NameOf(kind), pass, [.. pass.Answers.Where(answer => kind is null || answer.Hole.Kind == kind)])));
        }

        var local = passes.FirstOrDefault(pass => pass.Tier == EvalTier.Local);
        return head with
        {
            Scores = scores,
            Sweep = local is null ? [] : [.. passes.Where(pass => pass.Tier == EvalTier.Cloud).SelectMany(cloud => SweepPoint.Of(local, cloud, confidenceTokens))],
        };
    }

    private static string NameOf(HoleKind? kind) => kind switch
    {
        HoleKind.Line => "single line",
        HoleKind.Block => "multi-line",
        HoleKind.Api => "API call",
        _ => "all",
    };
}
