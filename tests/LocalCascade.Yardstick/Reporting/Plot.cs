using System.Globalization;
using LocalCascade.Daemon.Evaluation.Charts;

namespace LocalCascade.Yardstick;

/// <summary>Draws how many are right of the surest, and whether the confidence is true.</summary>
internal static class Plot
{
    private static readonly string[] Tones = ["a", "b", "c"];

    // The product's answer first, in the first colour; what has no probability is drawn to compare with.
    private static readonly string[] Order = [CombinationCompleter.Id, WorkspaceCompleter.Id, ModelCompleter.Id];

    public static string Write(Report report, Section section)
    {
        var coloured = Order.Select(name => section.Details.FirstOrDefault(details => details.Source == name)).OfType<SourceDetails>().Take(Tones.Length).ToArray();
        if (coloured.Length == 0)
        {
            coloured = [section.Details[0]];
        }

        var copy = section.Details.FirstOrDefault(details => details.Source == SameFileCompleter.Id && !coloured.Contains(details));
        var coverage = new Chart("Right among the surest", ChartAxis.Share("shown, of all places"), ChartAxis.Share("exact, of the shown"),
        [
            .. coloured.Index().Select(source => new ChartSeries(source.Item.Source, Tones[source.Index], true, [.. source.Item.Coverage.Select(point => ToPoint(source.Item.Source, point))])),
            .. copy is null ? [] : new[] { new ChartSeries(copy.Source, "faint", true, [.. copy.Coverage.Select(point => ToPoint(copy.Source, point))]) },
        ]);
        var reliability = new Chart("Is the confidence true?", ChartAxis.Share("promised"), ChartAxis.Share("exact"),
        [
            new ChartSeries("as promised", "faint", true, [new(0, 0, null, null, ""), new(1, 1, null, null, "")]),
            .. coloured.Where(source => source.IsCalibrated).Index().Select(source => new ChartSeries(source.Item.Source, Tones[source.Index], true, [.. source.Item.Reliability.Select(bin => ToPoint(source.Item.Source, bin))])),
        ]);
        var items = section.Scores.First(score => score.Group == Section.All).Items;
        return ChartWriter.Write(
            $"Left: the share that is exact among the surest answers, by the share of places shown. Right: the share that is exact, by the confidence promised. {string.Join(", ", coloured.Select(source => source.Source))}.",
            string.Create(CultureInfo.InvariantCulture, $"{items} rests of lines of the {report.Set} packages, seed {report.Seed}. Bars: 95 % (Wilson)."),
            coverage,
            reliability);
    }

    private static ChartPoint ToPoint(string source, CoveragePoint point) =>
        new(point.Coverage, point.Right.Value, point.Right.Low, point.Right.High, string.Create(CultureInfo.InvariantCulture, $"{source}: the surest {point.Coverage * 100:0} %, {point.Right.Value * 100:0.0} % exact"));

    private static ChartPoint ToPoint(string source, ReliabilityBin bin) =>
        new(bin.Confidence, bin.Observed.Value, bin.Observed.Low, bin.Observed.High, string.Create(CultureInfo.InvariantCulture, $"{source}: promised {bin.Confidence * 100:0} %, {bin.Observed.Value * 100:0} % exact of {bin.Observed.Count}"));
}
