using System.Globalization;
using System.Reflection;
using LocalCascade.Daemon.Reporting.Page;
using static LocalCascade.Daemon.Reporting.Page.Markup;

namespace LocalCascade.Daemon.Reporting;

/// <summary>
/// The report as one page: no script, nothing fetched, light or dark as the reader has it. Its policy forbids the browser to
/// load anything, so a mistake here cannot tell anybody that the page was opened.
/// </summary>
internal static class ReportPage
{
    private const string Mark = """
        <svg viewBox="0 0 40 40" aria-hidden="true"><rect class="fill-workspace" x="3" y="6" width="34" height="7" rx="3.5"/><rect class="fill-model" x="3" y="16.5" width="25" height="7" rx="3.5"/><rect class="fill-cloud" x="3" y="27" width="13" height="7" rx="3.5"/></svg>
        """;

    private static readonly string[] Answering = ["workspace", "model", "cache", "cloud"];

    public static string Write(Report report) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="referrer" content="no-referrer">
        <title>LocalCascade report</title>
        <style>{Style()}</style>
        </head>
        <body>
        <main>
        <header class="brand">{Mark}<div><h1>Where your completions come from</h1><p>{Escape(Period(report))}</p></div></header>
        {(report.Requests == 0 ? Nothing(report) : Hero(report) + Figures(report) + Charts(report))}
        <footer>
        <p>Made by <code>localcascade report</code> on {Moment(report.Until)} from numbers kept on this machine. They hold no code, no prompts and no paths.</p>
        {(report.Requests == 0 ? "" : "<p>A suggestion counts once, however many keystrokes it stays for. “Still there” means that at least three quarters of its words are. Thin lines are 95 % intervals. Tokens saved are estimates.</p>")}
        </footer>
        </main>
        </body>
        </html>
        """;

    private static string Hero(Report report)
    {
        var tiers = report.Tiers.Where(t => Answering.Contains(t.Tier)).ToArray();
        var share = report.LocalShare is { } part ? $"{(part * 100).ToString(part is > 0.9995 or < 0.0005 ? "0" : "0.0", CultureInfo.InvariantCulture)}<small> %</small>" : Wording.Nothing;
        return $"""
            <section class="card hero" aria-label="The split">
            <div><p class="big">{share}</p><p class="lead">of {Wording.Count(report.Answered)} answers came from this machine. Nothing was sent for {Wording.Percent(report.StayedShare)} of all requests.</p></div>
            <div><div class="share" role="img" aria-label="{Escape(string.Join(", ", tiers.Select(t => $"{Wording.Of(t.Tier)} {Wording.Percent(Part(t))}")))}">{Each(tiers.Where(t => t.Requests > 0), t => $"<i class=\"{t.Tier}\" style=\"flex:{t.Requests}\" title=\"{Wording.Of(t.Tier)}: {Wording.Count(t.Requests)}\"></i>")}</div>
            <ul class="legend">{Each(tiers, t => $"<li><span class=\"key {t.Tier}\"></span>{Wording.Of(t.Tier)} <b>{Wording.Percent(Part(t))}</b></li>")}</ul></div>
            </section>
            """;

        double? Part(TierReport tier) => report.Answered == 0 ? null : (double)tier.Requests / report.Answered;
    }

    private static string Figures(Report report)
    {
        var local = report.Tiers.Where(t => t.Tier is "workspace" or "model" && t.Requests > 0).Select(t => $"{(t.Tier == "model" ? "model" : "your code")} {Wording.Milliseconds(t.P50Ms)}");
        var cloud = report.Tiers.First(t => t.Tier == "cloud");
        var fastest = report.Tiers.FirstOrDefault(t => t is { Tier: "model", Requests: > 0 }) ?? report.Tiers.Where(t => Answering.Contains(t.Tier)).MaxBy(t => t.Requests)!;
        (string Name, string Value, string More)[] figures =
        [
            ("Accepted", Wording.Percent(report.Total.AcceptedShare), $"of {Wording.Count(report.Total.Shown)} shown; {Wording.Percent(report.Total.StrongShare)} still there after 2 min"),
            ($"Half within ({Wording.Of(fastest.Tier).ToLowerInvariant()})", Wording.Milliseconds(fastest.P50Ms), $"95 of 100 within {Wording.Milliseconds(fastest.P95Ms)}{(cloud.Requests > 0 ? $"; cloud {Wording.Milliseconds(cloud.P50Ms)}" : "")}"),
            ("Typed through", Wording.Percent(report.TypeThroughShare), $"of answers were at hand; {Wording.Percent(report.CancelledShare)} of requests cancelled"),
            ("Not sent", Wording.Short(report.Saved.Requests), $"requests{(report.Saved.Money is { } money ? $", about {Wording.Money(money, report.Saved.Currency)} saved" : $", about {Wording.Short(report.Saved.PromptTokens + report.Saved.Tokens)} tokens")}; {Wording.Short(report.Cloud.Requests)} were sent"),
            ("Completed code", Wording.Percent(report.CompletedShare), $"of {Wording.Short(report.TypedCharacters + report.InsertedCharacters)} new characters were accepted, not typed"),
        ];
        return $"<div class=\"figures\">{Each(figures, f => $"<dl class=\"card figure\"><dt>{Escape(f.Name)}</dt><dd class=\"value\">{Escape(f.Value)}</dd><dd class=\"more\">{Escape(f.More)}</dd></dl>")}</div>";
    }

    private static string Charts(Report report) => $"""
        <div class="grid">
        {Card("Who answered, over time", $"Requests each {report.StepUnit}. Those that the next keystroke cancelled are left out.", SplitChart.Draw(report), wide: true)}
        {Card("How long answers took", "From the request to the answer; the dark line is the median.", LatencyChart.Draw(report))}
        {Card("From shown to kept", "What became of suggestions that were on the screen.", BarList.Funnel(report))}
        {Card("Accepted, by who wrote it", "The solid part was still there two minutes later.", BarList.Acceptance(report.ByTier, colourByName: true))}
        {Card("Accepted, by language", "The solid part was still there two minutes later.", BarList.Acceptance(report.ByLanguage, colourByName: false))}
        {Card("Does the confidence tell?", "Acceptance by confidence; dots are as large as their number. A slope is what counts: people also pass over correct text.", ReliabilityChart.Draw(report))}
        {Card("Why this tier", "The decision of every request that was not cancelled.", BarList.Counts(report.Decisions, Wording.Of, "No decision was recorded."))}
        {Card("Requests without an answer", "Typing on is not a failure: most requests are out of date a moment later.", $"""<div class="two"><div><h3>Cancelled by the next keystroke</h3>{BarList.Counts(report.CancelledAt, Wording.Stage, "None was.")}</div><div><h3>Nothing to show</h3>{BarList.Counts(report.Reasons, Wording.Of, "There was always an answer.")}</div></div>""", wide: true)}
        {Card("The cloud", "What was sent, and what a client without local tiers would have sent besides.", Cloud(report), wide: true)}
        </div>
        """;

    private static string Cloud(Report report)
    {
        var (cloud, saved) = (report.Cloud, report.Saved);
        var priced = cloud.Cost is not null;
        return $"""
            <div class="two"><div class="scroll"><table>
            <thead><tr><th scope="col"></th><th scope="col">sent</th><th scope="col">not sent</th></tr></thead>
            <tbody>
            <tr><th scope="row">Requests</th><td>{Wording.Count(cloud.Requests)}</td><td>{Wording.Count(saved.Requests)}</td></tr>
            <tr><th scope="row">Tokens sent</th><td>{Wording.Count(cloud.PromptTokens)}</td><td>≈ {Wording.Short(saved.PromptTokens)}</td></tr>
            <tr><th scope="row">Tokens generated</th><td>{Wording.Count(cloud.Tokens)}</td><td>≈ {Wording.Short(saved.Tokens)}</td></tr>
            <tr><th scope="row">Cost</th><td>{(priced ? Escape(Wording.Money(cloud.Cost, saved.Currency)) : Wording.Nothing)}</td><td>{(priced ? "≈ " + Escape(Wording.Money(saved.Money, saved.Currency)) : Wording.Nothing)}</td></tr>
            <tr><th scope="row">Streams not shown</th><td>{cloud.WastedSeconds.ToString("#,0.0", CultureInfo.InvariantCulture)} s</td><td></td></tr>
            </tbody></table>{(priced ? "" : "<p class=\"soft\" style=\"font-size:13px;margin-top:8px\">For money, set <code>cloudPricePerMillionInputTokens</code> and <code>cloudPricePerMillionOutputTokens</code>.</p>")}</div>
            <div><h3>What came of requests to the cloud</h3>{BarList.Counts(cloud.Outcomes, Wording.Of, "Nothing was sent to the cloud.")}</div></div>
            """;
    }

    private static string Card(string title, string note, string content, bool wide = false) =>
        $"<section class=\"card{(wide ? " wide" : "")}\"><h2>{Escape(title)}</h2><p class=\"note\">{Escape(note)}</p>{content}</section>\n";

    private static string Nothing(Report report) => $"""
        <section class="card start"><h2>Nothing is recorded {(report.Since is null ? "yet" : "in this period")}</h2>
        <p class="soft">As soon as completions are asked for, their numbers appear here.</p>
        <ol><li>Connect an editor: it starts <code>localcascade lsp --stdio</code></li><li>Write some code</li><li>Make this page again: <code>localcascade report --html report.html</code></li></ol>
        </section>
        """;

    private static string Period(Report report)
    {
        var from = report.Since is { } since && report.First is { } earliest ? (since > earliest ? since : earliest) : report.First ?? report.Since;
        if (from is not { } begin)
        {
            return "No requests";
        }

        var (first, last) = (Wording.Date(begin.ToOffset(report.Until.Offset)), Wording.Date(report.Until));
        return $"{(first == last ? last : $"{first} to {last}")} · {Wording.Count(report.Requests)} requests";
    }

    private static string Moment(DateTimeOffset time) => time.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    private static string Style()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
