using System.Globalization;
using System.Text;
using LocalCascade.Daemon.Evaluation.Charts;
using Spectre.Console;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>Shows an evaluation: in the terminal, as Markdown, as a page, as an image.</summary>
internal sealed class EvalReport(EvalResult result)
{
    private static readonly string[] Tones = ["a", "b", "c"];

    private string Summary =>
        $"{result.Holes} holes in {result.Files.Files.Count} files, seed {result.Seed}. Local: {result.Local}.{(result.Cloud.Length == 0 ? "" : $" Cloud: {result.Cloud}. The cascade stays local where {result.Thresholds}.")}";

    private string HowRead =>
        $"Shares with their 95 % intervals (Wilson's). Asked as by a key, so nothing is held back for want of confidence and nothing waits for a pause in typing.{(result.Scores.Any(score => score.CloudLate > 0) ? " Late: the cloud had nothing before its deadline, and the local text counted; the tokens of such answers are not in the table." : "")}";

    private IEnumerable<string> Notes()
    {
        yield return HowRead;
        foreach (var cascade in Cascades.Where(score => score.CloudKept > 0))
        {
            yield return $"{cascade.Name}: at {cascade.CloudKept} holes the cloud was not asked although the local tier was unsure, for a rule, a used-up budget, or failures before. They count as local.";
        }
    }

    public void WriteTo(IAnsiConsole console)
    {
        console.WriteLine(Summary);
        console.Write(Scores().ToTerminal());
        foreach (var note in Notes())
        {
            console.WriteLine(note);
        }

        if (MccomTable.Of(result) is { } mccom)
        {
            console.WriteLine();
            console.WriteLine("Beside MCCom (arXiv 2603.05974):");
            console.Write(mccom.ToTerminal());
        }

        if (result.Sweep.Count > 0)
        {
            console.WriteLine();
            console.WriteLine(SweepIs);
            console.Write(Sweep().ToTerminal());
        }
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(Summary).Append("\n\n").Append(Scores().ToMarkdown()).Append('\n').AppendJoin("\n\n", Notes()).Append('\n');
        if (MccomTable.Of(result) is { } mccom)
        {
            text.Append("\nBeside MCCom (arXiv 2603.05974):\n\n").Append(mccom.ToMarkdown());
        }

        if (result.Sweep.Count > 0)
        {
            text.Append('\n').Append(SweepIs).Append("\n\n").Append(Sweep().ToMarkdown());
        }

        return text.ToString();
    }

    public string ToHtml()
    {
        var page = new Page("LocalCascade evaluation").Text(Summary);
        if (result.Sweep.Count > 0)
        {
            page.Image(ToSvg()).Text(SweepIs, isSoft: true);
        }

        page.Heading("All passes").Table(Scores()).Text(string.Join(' ', Notes()), isSoft: true);
        if (MccomTable.Of(result) is { } mccom)
        {
            page.Heading("Beside MCCom (arXiv 2603.05974)").Table(mccom);
        }

        if (result.Sweep.Count > 0)
        {
            page.Heading("Thresholds swept").Table(Sweep());
        }

        return page.ToString();
    }

    /// <summary>The trade-off: what stays local, how much is right, how long it takes.</summary>
    public string ToSvg() =>
        ChartWriter.Write($"Share answered locally against exact match and mean latency. Cloud: {result.Cloud}.", $"Cloud: {result.Cloud}. {result.Holes} holes.", ExactChart(), LatencyChart());

    private static string SweepIs =>
        "Thresholds swept: put together from what each tier did alone at the same holes; below the threshold the cloud's answer and its time count, behind the time that the local tier takes to know how sure it is.";

    private DataTable Scores() => new(
        ["suite", "tier", "holes", "exact match", "edit similarity", "first word", "mean ms", "p50 ms", "p95 ms", "stays local", "cloud requests", "cloud tokens", .. AnyLate ? ["late"] : Array.Empty<string>()],
        [.. result.Scores.Select(score => (IReadOnlyList<string>)[
            score.Suite,
            score.Name,
            score.Exact.Count.ToString(CultureInfo.InvariantCulture),
            Figures.WithInterval(score.Exact),
            string.Create(CultureInfo.InvariantCulture, $"{score.Similarity.Value:0.000} ±{score.Similarity.Spread:0.000}"),
            Figures.Percent(score.FirstWord.Value),
            string.Create(CultureInfo.InvariantCulture, $"{score.Milliseconds.Value:0.0} ±{score.Milliseconds.Spread:0.0}"),
            Figures.Number(score.Milliseconds50, "0.0"),
            Figures.Number(score.Milliseconds95, "0.0"),
            score.Tier == EvalTier.Cascade ? Figures.WithInterval(score.StayedLocal) : "",
            score.CloudRequests.ToString(CultureInfo.InvariantCulture),
            score.CloudTokens.ToString(CultureInfo.InvariantCulture),
            .. AnyLate ? [score.CloudLate.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>()])]);

    private bool AnyLate => result.Scores.Any(score => score.CloudLate > 0);

    private IEnumerable<IGrouping<double, SweepPoint>> ByDelay => result.Sweep.GroupBy(point => point.RoundTripMilliseconds);

    private DataTable Sweep()
    {
        var delays = ByDelay.ToArray();
        return new(
            ["threshold", "stays local", "exact match", .. delays.Select(delay => $"mean{NameOf(delay.Key)}")],
            [.. delays[0].Select((point, index) => (IReadOnlyList<string>)[
                Figures.Number(point.Threshold, "0.00"),
                Figures.Percent(point.StayedLocal.Value),
                Figures.WithInterval(point.Exact),
                .. delays.Select(delay => string.Create(CultureInfo.InvariantCulture, $"{delay.ElementAt(index).Milliseconds.Value:0} ms"))])]);
    }

    private Chart ExactChart()
    {
        var points = ByDelay.First().ToArray();
        return new("How much is right", ChartAxis.Share("answered locally"), ChartAxis.Upto("exact match", points.Max(point => point.Exact.High), isShare: true),
        [
            new("thresholds swept (95 %)", "a", true, [.. points.Select(point => new ChartPoint(point.StayedLocal.Value, point.Exact.Value, point.Exact.Low, point.Exact.High, $"θ {Figures.Number(point.Threshold, "0.00")}: {Figures.Percent(point.StayedLocal.Value)} local, {Figures.WithInterval(point.Exact)} exact"))]),
            new("cascade, run", "c", false, [.. Cascades.Select(score => new ChartPoint(score.StayedLocal.Value, score.Exact.Value, score.Exact.Low, score.Exact.High, $"{score.Name}: {Figures.WithInterval(score.Exact)} exact", ""))]),
        ]);
    }

    private Chart LatencyChart()
    {
        var lines = ByDelay.Select((delay, index) => new ChartSeries($"swept{NameOf(delay.Key)}", Tones[index % 2], true,
            [.. delay.Select(point => new ChartPoint(point.StayedLocal.Value, point.Milliseconds.Value, null, null, $"θ {Figures.Number(point.Threshold, "0.00")}: {Figures.Percent(point.StayedLocal.Value)} local, {Figures.Number(point.Milliseconds.Value, "0")} ms"))]));
        return new("How long it takes", ChartAxis.Share("answered locally"), ChartAxis.Upto("mean latency, ms", result.Sweep.Max(point => point.Milliseconds.Value)),
        [
            .. lines,
            new("cascade, run", "c", false, [.. Cascades.Select(score => new ChartPoint(score.StayedLocal.Value, score.Milliseconds.Value, score.Milliseconds.Low, score.Milliseconds.High, $"{score.Name}: {Figures.Number(score.Milliseconds.Value, "0")} ms", NameOf(score.RoundTripMilliseconds).TrimStart(',', ' ')))]),
        ]);
    }

    private IEnumerable<EvalScore> Cascades => result.Scores.Where(score => score.Suite == result.Scores[0].Suite && score.Tier == EvalTier.Cascade);

    private static string NameOf(double roundTrip) => roundTrip > 0 ? string.Create(CultureInfo.InvariantCulture, $", +{roundTrip:0} ms") : "";
}
