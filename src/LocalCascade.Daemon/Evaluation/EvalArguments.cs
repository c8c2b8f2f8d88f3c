using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>What <c>localcascade eval</c> was asked to do.</summary>
internal sealed record EvalArguments
{
    public required string Path { get; init; }

    public required IReadOnlyList<HoleKind> Kinds { get; init; }

    public required IReadOnlyList<EvalTier> Tiers { get; init; }

    public required int Holes { get; init; }

    public required int Seed { get; init; }

    public bool Untracked { get; init; }

    public string? Cloud { get; init; }

    public required IReadOnlyList<TimeSpan> RoundTrips { get; init; }

    public string? Record { get; init; }

    public double? Simulate { get; init; }

    public bool Json { get; init; }

    public bool Markdown { get; init; }

    public string? Html { get; init; }

    public string? Svg { get; init; }
}
