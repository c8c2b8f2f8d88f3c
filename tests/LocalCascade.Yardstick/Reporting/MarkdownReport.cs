using System.Globalization;
using System.Text;

namespace LocalCascade.Yardstick;

/// <summary>Writes a report as Markdown, to stand in docs/local-tier.md and a model's card.</summary>
internal sealed class MarkdownReport
{
    private const string Measures = "| items | exact match (95 %) | edit similarity (95 %) | first word | answered | exact in the surest quarter (95 %) | AUC (95 %) | calibration error | µs p50 | µs p99 |";
    private const string MeasuresRule = "---|---|---|---|---|---|---|---|---|---|";

    private readonly StringBuilder _text = new();

    private MarkdownReport()
    {
    }

    public static string Write(Report report)
    {
        var page = new MarkdownReport();
        page.Line($"Set {report.Set}, seed {report.Seed}, {report.Date}, revision {report.Revision}.{(report.Models.Count == 0 ? "" : $" Models: {string.Join(", ", report.Models)}.")}");
        if (report.Lines is { } lines)
        {
            page.Line("\n### Rests of lines\n");
            page.Scores(lines);
            page.Pairs(lines);
            page.Thresholds(lines);
            page.Reliability(lines);
        }

        if (report.Blocks is { } blocks)
        {
            page.Line("\n### Bodies of blocks\n");
            page.Scores(blocks);
            page.Pairs(blocks);
        }

        page.Packages(report);
        return page._text.ToString();
    }

    private void Scores(Section section)
    {
        Line($"| source {Measures}\n|---|{MeasuresRule}");
        foreach (var score in section.Scores.Where(score => score.Group == Section.All))
        {
            Line($"| {score.Source} {Row(score, section)}");
        }

        var sources = section.Details.Select(details => details.Source).ToArray();
        var byLanguage = section.Scores.Where(score => Package.Endings.ContainsKey(score.Group)).OrderBy(score => score.Group, StringComparer.Ordinal).ThenBy(score => Array.IndexOf(sources, score.Source)).ToArray();
        if (byLanguage.Length > 0)
        {
            Line($"\n| language | source {Measures}\n|---|---|{MeasuresRule}");
            foreach (var score in byLanguage)
            {
                Line($"| {score.Group} | {score.Source} {Row(score, section)}");
            }
        }

        var parts = section.Scores.Where(score => score.Source == section.Main && score.Group != Section.All && !Package.Endings.ContainsKey(score.Group)).ToArray();
        if (parts.Length == 0)
        {
            return;
        }

        Line($"\nThe {section.Main} in parts:\n\n| part {Measures}\n|---|{MeasuresRule}");
        foreach (var score in parts)
        {
            Line($"| {score.Group} {Row(score, section)}");
        }
    }

    private void Pairs(Section section)
    {
        if (section.Pairs.Count == 0)
        {
            return;
        }

        Line($"\nThe {section.Main} against the others at the same places:\n\n| against | exact match, difference (95 %) | right alone : other right alone | McNemar p | edit similarity, difference (95 %) |\n|---|---|---|---|---|");
        foreach (var pair in section.Pairs)
        {
            Line($"| {pair.Second} | {Signed(pair.Exact.Value * 100)} points ({Signed(pair.Exact.Low * 100)} to {Signed(pair.Exact.High * 100)}) | {pair.OnlyFirst} : {pair.OnlySecond} | {Chance(pair.Chance)} | {Signed(pair.Similarity.Value, "0.000")} ({Signed(pair.Similarity.Low, "0.000")} to {Signed(pair.Similarity.High, "0.000")}) |");
        }
    }

    private void Thresholds(Section section)
    {
        var shown = section.Details.Where(details => details.IsCalibrated).ToArray();
        if (shown.Length == 0)
        {
            return;
        }

        Line($"\nWhat a threshold buys: the share of places at which something is shown, and the share of these that is exact.\n\n| threshold |{string.Concat(shown.Select(details => $" {details.Source} shown | exact (95 %) | first word |"))}\n|---|{string.Concat(shown.Select(_ => "---|---|---|"))}");
        for (var i = 0; i < shown.Max(details => details.Thresholds.Count); i++)
        {
            var threshold = shown.First(details => details.Thresholds.Count > i).Thresholds[i].Threshold;
            Line($"| {Number(threshold, "0.00")} |{string.Concat(shown.Select(details => i < details.Thresholds.Count && details.Thresholds[i] is var point ? $" {Percent(point.Shown.Value)} | {Percent(Interval.Of(point.Right))} | {Percent(point.FirstWord.Value)} |" : " – | – | – |"))}");
        }
    }

    private void Reliability(Section section)
    {
        var shown = section.Details.Where(details => details.IsCalibrated).ToArray();
        if (shown.Length == 0)
        {
            return;
        }

        Line($"\nIs the confidence true?\n\n| confidence |{string.Concat(shown.Select(details => $" {details.Source}: items | promised | exact |"))}\n|---|{string.Concat(shown.Select(_ => "---|---|---|"))}");
        for (var i = 0; i < 10; i++)
        {
            var from = i / 10.0;
            Line($"| {Number(from, "0.0")}–{Number(from + 0.1, "0.0")} |{string.Concat(shown.Select(details => details.Reliability.FirstOrDefault(bin => Math.Abs(bin.From - from) < 1e-9) is { } bin ? $" {bin.Observed.Count} | {Number(bin.Confidence, "0.00")} | {Number(bin.Observed.Value, "0.00")} |" : " 0 | – | – |"))}");
        }
    }

    private void Packages(Report report)
    {
        Line($"\n### Packages\n\nCopies: files left out because most of their long lines stand {(report.Set == PackageList.Test ? "in a development package or " : "")}in training text too ({report.TrainingSearched} of the training list's {report.TrainingPackages} entries were searched; the others are not at hand, or in other languages).\n\n| package | language | licence | files | copies |\n|---|---|---|---|---|");
        foreach (var package in report.Packages)
        {
            Line($"| {package.Name} | {package.LanguageId} | {package.Licence} | {package.Files} | {package.Copies} |");
        }
    }

    private static string Row(Score score, Section section) =>
        $"| {score.Items} | {Percent(score.Exact)} | {Interval3(score.Similarity)} | {Percent(score.FirstWord.Value)} | {Percent(score.Answered.Value)} | {Percent(score.PrecisionAtQuarter)} | {Interval2(score.Auc)} | {(section.Details.First(details => details.Source == score.Source).IsCalibrated ? Number(score.CalibrationError, "0.000") : "–")} | {Number(score.MicrosecondsMedian, "0")} | {Number(score.Microseconds99, "0")} |";

    private static string Percent(double share) => double.IsNaN(share) ? "–" : $"{Number(share * 100, "0.0")} %";

    private static string Percent(Interval share) => Percent(share.Value) + Span(share.Low * 100, share.High * 100, "0.0");

    private static string Interval2(Interval value) => Number(value.Value, "0.00") + Span(value.Low, value.High, "0.00");

    private static string Interval3(Interval value) => Number(value.Value, "0.000") + Span(value.Low, value.High, "0.000");

    private static string Span(double low, double high, string format) => double.IsNaN(low) ? "" : $" ({Number(low, format)}–{Number(high, format)})";

    private static string Chance(double p) => p < 0.001 ? "< 0.001" : Number(p, "0.000");

    private static string Signed(double value, string format = "0.0") => double.IsNaN(value) ? "–" : $"{(value < 0 ? "−" : "+")}{Number(Math.Abs(value), format)}";

    private static string Number(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);

    private void Line(string line) => _text.Append(line).Append('\n');
}
