namespace LocalCascade.Daemon.Reporting;

/// <summary>The aggregates of a period; what <c>localcascade report --json</c> prints. Shares are 0 to 1, null where there is nothing to divide by.</summary>
internal sealed record Report
{
    /// <summary>What was asked for; null for everything that is kept.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the report was made.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The earliest request in it; null when there is none.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>All requests, cancelled ones included.</summary>
    public long Requests { get; init; }

    /// <summary>Requests that ended in an answer.</summary>
    public long Answered { get; init; }

    /// <summary>Part of the answers that this machine gave: workspace, model and cache.</summary>
    public double? LocalShare { get; init; }

    /// <summary>Part of all requests of which nothing was sent to the cloud.</summary>
    public double? StayedShare { get; init; }

    /// <summary>Part of the answers that were at hand as the user typed on.</summary>
    public double? TypeThroughShare { get; init; }

    /// <summary>Who answered, how often, how fast; every tier is there.</summary>
    public required IReadOnlyList<TierReport> Tiers { get; init; }

    /// <summary>What became of what was shown, by who wrote it; those with something to tell.</summary>
    public required IReadOnlyList<AcceptanceReport> ByTier { get; init; }

    /// <summary>The same by language, the most used first.</summary>
    public required IReadOnlyList<AcceptanceReport> ByLanguage { get; init; }

    /// <summary>The same in total.</summary>
    public required AcceptanceReport Total { get; init; }

    /// <summary>Requests and answers by language, the most used first.</summary>
    public required IReadOnlyList<LanguageReport> Languages { get; init; }

    public required IReadOnlyList<SurvivalReport> Survival { get; init; }

    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    /// <summary>Why which tier, the most frequent first.</summary>
    public required IReadOnlyList<NamedCount> Decisions { get; init; }

    /// <summary>Why there was no answer, the most frequent first.</summary>
    public required IReadOnlyList<NamedCount> Reasons { get; init; }

    /// <summary>At which stage the next keystroke came, the most frequent first.</summary>
    public required IReadOnlyList<NamedCount> CancelledAt { get; init; }

    /// <summary>Part of all requests that the next keystroke cancelled.</summary>
    public double? CancelledShare { get; init; }

    public required CloudReport Cloud { get; init; }

    public required SavingsReport Saved { get; init; }

    /// <summary>Characters that came into documents by the user's keys.</summary>
    public long TypedCharacters { get; init; }

    /// <summary>Characters that came into documents by accepting.</summary>
    public long InsertedCharacters { get; init; }

    /// <summary>Part of all new characters that was accepted, not typed.</summary>
    public double? CompletedShare { get; init; }

    /// <summary>Length of the steps of <see cref="Steps"/>: <c>hour</c>, <c>day</c> or <c>week</c>.</summary>
    public required string StepUnit { get; init; }

    /// <summary>The split over time, without gaps.</summary>
    public required IReadOnlyList<StepReport> Steps { get; init; }
}
