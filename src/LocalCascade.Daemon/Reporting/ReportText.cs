using System.Globalization;
using Spectre.Console;

namespace LocalCascade.Daemon.Reporting;

/// <summary>The report in a terminal.</summary>
internal static class ReportText
{
    public static void Write(Report report, bool byLanguage, IAnsiConsole console)
    {
        console.MarkupLine($"[bold]{Wording.Count(report.Requests)} requests[/] since {Wording.Date(report.Since ?? report.First ?? report.Until)}: [bold]{Wording.Percent(report.LocalShare)}[/] of {Wording.Count(report.Answered)} answers came from this machine; nothing was sent for {Wording.Percent(report.StayedShare)} of the requests.");
        console.WriteLine();
        WriteTiers(report, console);
        WriteAcceptance(report.Total, report.ByTier, "what was shown, by who wrote it", console);
        if (byLanguage)
        {
            WriteAcceptance(null, report.ByLanguage, "what was shown, by language", console);
            WriteLanguages(report, console);
        }

        WriteFacts(report, console);
    }

    private static void WriteTiers(Report report, IAnsiConsole console)
    {
        var table = NewTable("who answered", "requests", "share", "p50", "p95", "p99");
        foreach (var tier in report.Tiers)
        {
            table.AddRow(Wording.Of(tier.Tier), Wording.Count(tier.Requests), Wording.Percent(tier.Share), Wording.Milliseconds(tier.P50Ms), Wording.Milliseconds(tier.P95Ms), Wording.Milliseconds(tier.P99Ms));
        }

        console.Write(table);
        console.WriteLine();
    }

    private static void WriteAcceptance(AcceptanceReport? total, IReadOnlyList<AcceptanceReport> parts, string title, IAnsiConsole console)
    {
        var table = NewTable(title, "shown", "accepted", "dismissed", "acceptance", "strong");
        foreach (var part in total is null ? parts : [.. parts, total])
        {
            table.AddRow(Markup.Escape(part.Name.Length > 0 ? Wording.Of(part.Name) : "All"), Wording.Count(part.Shown), Wording.Count(part.Accepted), Wording.Count(part.Rejected), Wording.Percent(part.AcceptedShare), Wording.Percent(part.StrongShare));
        }

        console.Write(table);
        console.WriteLine();
    }

    private static void WriteLanguages(Report report, IAnsiConsole console)
    {
        var table = NewTable("language", "requests", "answers", "local", "p50", "completed code");
        foreach (var language in report.Languages)
        {
            table.AddRow(Markup.Escape(language.Language), Wording.Count(language.Requests), Wording.Count(language.Answered), Wording.Percent(language.LocalShare), Wording.Milliseconds(language.P50Ms), Wording.Percent(language.CompletedShare));
        }

        console.Write(table);
        console.WriteLine();
    }

    private static void WriteFacts(Report report, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        table.AddRow("Type-through", $"{Wording.Percent(report.TypeThroughShare)} of the answers were at hand as you typed on");
        table.AddRow("Cancelled", $"{Wording.Percent(report.CancelledShare)} of the requests, by the next keystroke");
        table.AddRow("Completed code", $"{Wording.Percent(report.CompletedShare)} of {Wording.Count(report.TypedCharacters + report.InsertedCharacters)} new characters were accepted, not typed");
        table.AddRow("Survival", report.Survival.All(s => s.Measured == 0)
            ? Wording.Nothing
            : string.Join(", ", report.Survival.Where(s => s.Measured > 0).Select(s => $"{Wording.Percent(s.Mean)} of accepted text is left after {(s.Seconds < 60 ? $"{s.Seconds} s" : $"{s.Seconds / 60} min")}")));
        var cost = report.Cloud.Cost is { } paid ? $", {Wording.Money(paid, report.Saved.Currency)}" : "";
        table.AddRow("Cloud", $"{Wording.Count(report.Cloud.Requests)} requests, {Wording.Count(report.Cloud.PromptTokens)} tokens sent, {Wording.Count(report.Cloud.Tokens)} generated{cost}{string.Create(CultureInfo.InvariantCulture, $"; {report.Cloud.WastedSeconds:0.#} s of streams that were not shown")}");
        var money = report.Saved.Money is { } saved ? $", {Wording.Money(saved, report.Saved.Currency)}" : "";
        table.AddRow("Saved", $"{Wording.Count(report.Saved.Requests)} requests not sent ({Wording.Percent(report.Saved.Share)}), about {Wording.Short(report.Saved.PromptTokens)} tokens sent and {Wording.Short(report.Saved.Tokens)} generated{money}");
        console.Write(table);
    }

    private static Table NewTable(string first, params string[] others)
    {
        var table = new Table().Border(TableBorder.None).AddColumn($"[bold]{first}[/]");
        foreach (var other in others)
        {
            table.AddColumn(new TableColumn($"[grey]{other}[/]").RightAligned().PadLeft(3));
        }

        return table;
    }
}
