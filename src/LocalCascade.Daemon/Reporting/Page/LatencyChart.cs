using System.Globalization;
using static LocalCascade.Daemon.Reporting.Page.Markup;

namespace LocalCascade.Daemon.Reporting.Page;

/// <summary>How long answers took, by tier: one histogram under the other on one logarithmic axis.</summary>
internal static class LatencyChart
{
    private const int RowHeight = 62;
    private const int BarHeight = 34;
    private const int Bottom = 22;
    private static readonly (double Ms, string Name)[] Ticks = [(0.1, "0.1 ms"), (1, "1 ms"), (10, "10 ms"), (100, "100 ms"), (1000, "1 s"), (10_000, "10 s")];

    public static string Draw(Report report)
    {
        TierReport[] tiers = [.. report.Tiers.Where(t => t.Requests > 0 && t.Tier != "none")];
        if (tiers.Length == 0)
        {
            return Empty("Nothing was answered in this period.");
        }

        var label = $"Histograms of the time to an answer: {string.Join("; ", tiers.Select(t => $"{Wording.Of(t.Tier)}, half within {Wording.Milliseconds(t.P50Ms)}, 95 of 100 within {Wording.Milliseconds(t.P95Ms)}"))}.";
        return Figure(label, 500, width => ((tiers.Length * RowHeight) + Bottom, Content(tiers, width)))
            + Table(["", "answers", "p50", "p95", "p99"], tiers.Select(t => (IReadOnlyList<string>)[Wording.Of(t.Tier), Wording.Count(t.Requests), Wording.Milliseconds(t.P50Ms), Wording.Milliseconds(t.P95Ms), Wording.Milliseconds(t.P99Ms)]));
    }

    private static string Content(TierReport[] tiers, int width)
    {
        const int Side = 16;
        double X(double milliseconds) => Side + ((width - (2 * Side)) * Math.Log10(Math.Clamp(milliseconds, LatencyBins.LeastMs, 10_000) / LatencyBins.LeastMs) / LatencyBins.Decades);

        var end = tiers.Length * RowHeight;
        var grid = Each(Ticks, tick => Line("grid-line", X(tick.Ms), 4, X(tick.Ms), end) + Text(tick.Name, X(tick.Ms), end + 17, "middle"));
        var rows = Each(tiers.Select((tier, i) => (tier, i)), item =>
        {
            var (tier, floor) = (item.tier, ((item.i + 1) * RowHeight) - 4.0);
            var most = tier.Histogram.Max();
            var bars = Each(tier.Histogram.Select((count, bin) => (count, bin)).Where(b => b.count > 0), b =>
            {
                var (from, to) = (X(LatencyBins.Begin(b.bin)), X(LatencyBins.Begin(b.bin + 1)));
                var height = Math.Max(1.5, BarHeight * (double)b.count / most);
                var title = string.Create(CultureInfo.InvariantCulture, $"{Wording.Milliseconds(LatencyBins.Begin(b.bin))} to {Wording.Milliseconds(LatencyBins.Begin(b.bin + 1))}: {Wording.Count(b.count)}");
                return $"<g><title>{Escape(title)}</title>{Box($"fill-{tier.Tier}", from + 0.5, floor - height, to - from - 1, height, 1.5)}</g>";
            });
            var median = tier.P50Ms is { } p50 ? Line("median", X(p50), floor - BarHeight - 3, X(p50), floor + 3) : "";
            return Text(Wording.Of(tier.Tier), 0, floor - BarHeight - 10, name: "strong")
                + Text($"p50 {Wording.Milliseconds(tier.P50Ms)} · p95 {Wording.Milliseconds(tier.P95Ms)}", width, floor - BarHeight - 10, "end")
                + bars + median + Line("axis", 0, floor, width, floor);
        });
        return grid + rows;
    }
}
