using static LocalCascade.Daemon.Reporting.Page.Markup;

namespace LocalCascade.Daemon.Reporting.Page;

/// <summary>Whether the confidence says what will be accepted: acceptance by confidence, with 95 % intervals.</summary>
internal static class ReliabilityChart
{
    private const int Height = 264;
    private const int Top = 8;
    private const int Bottom = 42;
    private const int Left = 46;
    private const double LargestDot = 13;
    private const double SmallestDot = 3.5;

    public static string Draw(Report report)
    {
        var bins = report.Reliability;
        if (bins.Count == 0)
        {
            return Empty("No suggestion with a confidence was shown yet.");
        }

        var label = $"Part accepted by confidence: {string.Join("; ", bins.Select(b => $"{Range(b)}, {Wording.Percent(b.AcceptedShare)} of {Wording.Count(b.Shown)}"))}.";
        return Figure(label, 500, width => (Height, Content(bins, width)))
            + Table(["confidence", "shown", "mean confidence", "accepted"], bins.Select(b => (IReadOnlyList<string>)[Range(b), Wording.Count(b.Shown), Wording.Percent(b.MeanConfidence), Wording.Percent(b.AcceptedShare)]));
    }

    private static string Content(IReadOnlyList<ReliabilityBin> bins, int width)
    {
        double X(double part) => Left + ((width - Left - 8) * part);
        double Y(double part) => Top + ((Height - Top - Bottom) * (1 - part));

        var grid = Each(Enumerable.Range(0, 5).Select(i => i / 4.0), part =>
            Line(part == 0 ? "axis" : "grid-line", Left, Y(part), X(1), Y(part)) + Text($"{part * 100} %", Left - 8, Y(part) + 4, "end") + Text($"{part * 100} %", X(part), Height - Bottom + 18, "middle"));
        var most = bins.Max(b => b.Shown);
        var dots = Each(bins, b =>
        {
            var (low, high) = Interval.Of(b.AcceptedShare, b.Shown);
            var radius = Math.Max(SmallestDot, LargestDot * Math.Sqrt((double)b.Shown / most));
            var title = $"Confidence {Range(b)}: {Wording.Percent(b.AcceptedShare)} of {Wording.Count(b.Shown)} accepted";
            return $"<g><title>{Escape(title)}</title>{Line("whisker", X(b.MeanConfidence), Y(low), X(b.MeanConfidence), Y(high))}<circle class=\"dot\" cx=\"{Number(X(b.MeanConfidence))}\" cy=\"{Number(Y(b.AcceptedShare))}\" r=\"{Number(radius)}\"/></g>";
        });
        return grid + Line("ideal", X(0), Y(0), X(1), Y(1)) + dots + Text("confidence", X(0.5), Height - 4, "middle");
    }

    private static string Range(ReliabilityBin bin) => $"{Number(bin.From * 100)}–{Number(bin.To * 100)} %";
}
