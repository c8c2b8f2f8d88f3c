using System.Globalization;
using LocalCascade.Completion.Evaluation;
using LocalCascade.Daemon.Evaluation.Charts;
using Spectre.Console;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>Shows a calibration: in the terminal, and as a page.</summary>
internal sealed class CalibrationReport(Calibration calibration, RepositoryFiles files, string model, int places)
{
    private const int BarWidth = 24;

    private string Wanted => calibration.Goal.Precision is { } precision
        ? string.Create(CultureInfo.InvariantCulture, $"{precision * 100:0.#} % of what is answered locally right")
        : string.Create(CultureInfo.InvariantCulture, $"the cloud asked at {calibration.Goal.Escalation * 100:0.#} % of the places");

    private string Summary =>
        $"{places} lines masked in {files.Files.Count} files, completed by the local tier ({(model.Length == 0 ? "workspace predictor alone" : $"workspace predictor and {model}")}). Wanted: {Wanted}.";

    private string LeftOut => files.LeftOut == 0 ? "" : $"{files.LeftOut} more files were left alone: your rules exclude them, or they look as if they held a secret.";

    private static string HowRead =>
        "Thresholds are fitted on one half of the files and checked on the other; the checked columns are the ones to believe. Below its threshold a place goes to the cloud.";

    public void WriteTo(IAnsiConsole console)
    {
        console.WriteLine(Summary);
        WriteIfAny(console, LeftOut);
        console.Write(Languages().ToTerminal());
        console.WriteLine(HowRead);
        foreach (var warning in Warnings())
        {
            console.WriteLine(warning);
        }

        console.WriteLine();
        console.WriteLine("Is the confidence true?");
        console.Write(WithBars(Bins(), calibration.Bins.Select(bin => bin.Observed.Value)).ToTerminal());
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A right answer is surer than a wrong one in {Figures.Percent(calibration.Auc)} of the cases (AUC)."));
        console.WriteLine();
        console.WriteLine("What a threshold buys");
        console.Write(WithBars(Curve(), calibration.Curve.Select(point => point.Local.Value)).ToTerminal());
    }

    public string ToHtml()
    {
        var page = new Page("LocalCascade calibration").Text(Summary);
        if (LeftOut.Length > 0)
        {
            page.Text(LeftOut, isSoft: true);
        }

        page.Heading("Thresholds").Table(Languages()).Text(HowRead, isSoft: true);
        foreach (var warning in Warnings())
        {
            page.Text(warning);
        }

        return page
            .Heading("Is the confidence true, and what does a threshold buy?")
            .Image(ChartWriter.Write("Stated confidence against the observed share that is right; share answered locally against the share of it that is right.", "", ReliabilityChart(), TradeOffChart()))
            .Table(Bins())
            .Table(Curve())
            .Text("Intervals are 95 % (Wilson's) over places; places of one file resemble each other, so true intervals are somewhat wider.", isSoft: true)
            .ToString();
    }

    private IEnumerable<string> Warnings() => calibration.Languages
        .Where(language => language is { Reached: false, IsOwn: true })
        .Select(language => $"{NameOf(language)}: no threshold reaches the goal, so nothing is answered locally without asking the cloud. Want less: --precision, or --escalate for a rate.");

    private DataTable Languages() => new(
        ["language", "threshold", "fitted on", "checked on", "answered locally", "of that right (95 %)", "to the cloud (95 %)"],
        [.. calibration.Languages.Select(language => (IReadOnlyList<string>)[
            NameOf(language),
            language.IsOwn ? Figures.Number(language.Threshold, "0.000") : string.Create(CultureInfo.InvariantCulture, $"{language.Threshold:0.000} (all's)"),
            language.Fitted.ToString(CultureInfo.InvariantCulture),
            language.Check.Local.Count.ToString(CultureInfo.InvariantCulture),
            Figures.Percent(language.Check.Local.Value),
            Figures.WithInterval(language.Check.Right),
            Figures.WithInterval(language.Escalation)])]);

    private DataTable Bins() => new(
        ["confidence", "places", "stated", "observed (95 %)"],
        [.. calibration.Bins.Select(bin => (IReadOnlyList<string>)[
            string.Create(CultureInfo.InvariantCulture, $"{bin.From:0.0}–{bin.From + 0.1:0.0}"),
            bin.Observed.Count.ToString(CultureInfo.InvariantCulture),
            Figures.Percent(bin.Confidence),
            Figures.WithInterval(bin.Observed)])]);

    private DataTable Curve() => new(
        ["threshold", "answered locally", "of that right (95 %)"],
        [.. calibration.Curve.Select(point => (IReadOnlyList<string>)[Figures.Number(point.Threshold, "0.00"), Figures.Percent(point.Local.Value), Figures.WithInterval(point.Right)])]);

    private Chart ReliabilityChart() => new(
        "Is the confidence true?",
        ChartAxis.Share("stated confidence"),
        ChartAxis.Share("observed right"),
        [
            new("as stated", "faint", true, [new(0, 0, null, null, ""), new(1, 1, null, null, "")]),
            new("observed (95 %)", "a", true, [.. calibration.Bins.Select(bin => new ChartPoint(bin.Confidence, bin.Observed.Value, bin.Observed.Low, bin.Observed.High, $"{bin.Observed.Count} places: stated {Figures.Percent(bin.Confidence)}, observed {Figures.WithInterval(bin.Observed)}"))]),
        ]);

    private Chart TradeOffChart()
    {
        var chosen = TradeOffAtChosen();
        return new(
            "What a threshold buys",
            ChartAxis.Share("answered locally"),
            ChartAxis.Share("of that right"),
            [
                new("threshold swept (95 %)", "b", true, [.. calibration.Curve.Select(point => new ChartPoint(point.Local.Value, point.Right.Value, point.Right.Low, point.Right.High, $"θ {Figures.Number(point.Threshold, "0.00")}: {Figures.Percent(point.Local.Value)} answered locally, {Figures.WithInterval(point.Right)} right"))]),
                new("chosen, checked", "c", false, chosen),
            ]);
    }

    private ChartPoint[] TradeOffAtChosen()
    {
        var all = calibration.Languages[0];
        return all.Check.Right.Count == 0 ? [] : [new(all.Check.Local.Value, all.Check.Right.Value, all.Check.Right.Low, all.Check.Right.High, $"θ {Figures.Number(all.Threshold, "0.000")} on the check half", string.Create(CultureInfo.InvariantCulture, $"θ = {all.Threshold:0.00}"))];
    }

    private static DataTable WithBars(DataTable table, IEnumerable<double> shares) => new(
        [.. table.Columns, ""],
        [.. table.Rows.Zip(shares, (row, share) => (IReadOnlyList<string>)[.. row, new string('█', (int)Math.Round(BarWidth * share)).PadRight(BarWidth)])]);

    private static string NameOf(LanguageCalibration language) => language.Language == Calibration.Everything ? "all languages" : language.Language;

    private static void WriteIfAny(IAnsiConsole console, string text)
    {
        if (text.Length > 0)
        {
            console.WriteLine(text);
        }
    }
}
