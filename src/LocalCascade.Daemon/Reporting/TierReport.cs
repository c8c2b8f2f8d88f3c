namespace LocalCascade.Daemon.Reporting;

/// <summary>A tier's answers.</summary>
/// <param name="Tier"><c>workspace</c>, <c>model</c>, <c>cache</c>, <c>cloud</c> or <c>none</c>.</param>
/// <param name="Requests">Requests that it ended.</param>
/// <param name="Share">Of all that were not cancelled.</param>
/// <param name="P50Ms">Half of them took at most this long.</param>
/// <param name="P95Ms">95 of 100.</param>
/// <param name="P99Ms">99 of 100.</param>
/// <param name="Histogram">Counts in the bins of <see cref="LatencyBins"/>.</param>
internal sealed record TierReport(string Tier, long Requests, double? Share, double? P50Ms, double? P95Ms, double? P99Ms, IReadOnlyList<long> Histogram);
