using System.Globalization;
using static LocalCascade.Daemon.Reporting.Page.Markup;

namespace LocalCascade.Daemon.Reporting.Page;

/// <summary>Who answered, over time: stacked bars.</summary>
internal static class SplitChart
{
    private const int Height = 240;
    private const int Top = 10;
    private const int Bottom = 26;
    private const int Left = 44;
    private const double WidestBar = 44;
    private const double LabelWidth = 62;

    private static readonly (string Name, Func<StepReport, long> Count)[] Parts =
    [
        ("workspace", s => s.Workspace), ("model", s => s.Model), ("cache", s => s.Cache), ("cloud", s => s.Cloud), ("none", s => s.None),
    ];

    public static string Draw(Report report)
    {
        if (!report.Steps.Any(s => TotalOf(s) > 0))
        {
            return Empty("Every request of this period was cancelled by the next keystroke.");
        }

        var label = $"Stacked bars: answers by who gave them, each {report.StepUnit} from {NameOf(report.Steps[0], report.StepUnit)} to {NameOf(report.Steps[^1], report.StepUnit)}.";
        return Figure(label, 1072, width => (Height, Content(report, width)))
            + Legend
            + Table(
                [report.StepUnit, .. Parts.Select(p => Wording.Of(p.Name)), "Cancelled"],
                report.Steps.Where(s => TotalOf(s) + s.Cancelled > 0).Select(s => (IReadOnlyList<string>)[NameOf(s, report.StepUnit), .. Parts.Select(p => Wording.Count(p.Count(s))), Wording.Count(s.Cancelled)]));
    }

    public static string Legend =>
        $"<ul class=\"legend\">{Each(Parts, p => $"<li><span class=\"key {p.Name}\"></span>{Wording.Of(p.Name)}</li>")}</ul>";

    private static string Content(Report report, int width)
    {
        var steps = report.Steps;
        var top = NiceTop(steps.Max(TotalOf));
        var (plotWidth, plotHeight) = (width - Left, Height - Top - Bottom);
        var band = (double)plotWidth / steps.Count;
        var bar = Math.Min(WidestBar, band * (band > 8 ? 0.72 : 0.9));
        double Y(double value) => Top + (plotHeight * (1 - (value / top)));

        var grid = Each(Enumerable.Range(0, 5), i => Line(i == 0 ? "axis" : "grid-line", Left, Y(top * i / 4), width, Y(top * i / 4)) + Text(Wording.Short(top * i / 4), Left - 10, Y(top * i / 4) + 4, "end"));
        var every = Math.Max(1, (int)Math.Ceiling(LabelWidth / band));
        var bars = Each(steps.Select((step, i) => (step, i)), item =>
        {
            var center = Left + (band * (item.i + 0.5));
            var sum = 0L;
            var parts = Each(Parts, part =>
            {
                var count = part.Count(item.step);
                var (from, to) = (Y(sum), Y(sum += count));
                return count == 0 ? "" : Box($"fill-{part.Name}", center - (bar / 2), to, bar, Math.Max(from - to - (from - to > 3 ? 1 : 0), 0.5), from - to > 6 ? 2 : 0);
            });
            var tick = item.i % every == 0 ? Text(ShortName(item.step, report.StepUnit), center, Height - 6, "middle") : "";
            return $"<g class=\"hit\"><title>{Escape(Describe(item.step, report.StepUnit))}</title>{Box("hover", Left + (band * item.i), Top, band, plotHeight)}{parts}</g>{tick}";
        });
        return grid + bars;
    }

    private static long TotalOf(StepReport step) => step.Workspace + step.Model + step.Cache + step.Cloud + step.None;

    private static string Describe(StepReport step, string unit) =>
        $"{NameOf(step, unit)}\n{string.Join('\n', Parts.Where(p => p.Count(step) > 0).Select(p => $"{Wording.Of(p.Name)}: {Wording.Count(p.Count(step))}"))}";

    private static string NameOf(StepReport step, string unit) => unit switch
    {
        "hour" => step.Start.ToString("d MMM, HH:mm", CultureInfo.InvariantCulture),
        "day" => step.Start.ToString("ddd, d MMM", CultureInfo.InvariantCulture),
        _ => $"Week of {step.Start.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}",
    };

    private static string ShortName(StepReport step, string unit) =>
        step.Start.ToString(unit == "hour" ? "HH:mm" : "d MMM", CultureInfo.InvariantCulture);
}
