using static LocalCascade.Daemon.Reporting.Page.Markup;

namespace LocalCascade.Daemon.Reporting.Page;

/// <summary>Lists of bars with their numbers beside them. They are lists for whoever does not see them.</summary>
internal static class BarList
{
    private const int MostRows = 8;

    /// <summary>Acceptance with its 95 % interval; the darker part is what was still there two minutes later.</summary>
    public static string Acceptance(IReadOnlyList<AcceptanceReport> rows, bool colourByName)
    {
        if (rows.Count == 0)
        {
            return Empty("No suggestion was shown yet.");
        }

        var drawn = rows.Take(MostRows).ToArray();
        var most = Math.Clamp(Math.Ceiling(drawn.Max(r => Interval.Of(r.AcceptedShare ?? 0, r.Shown).High) * 10) / 10, 0.1, 1);
        return $"<ul class=\"bars\">{Each(drawn, Row)}</ul>"
            + Table(["", "shown", "accepted", "dismissed", "acceptance", "strong"], rows.Select(r => (IReadOnlyList<string>)[Wording.Of(r.Name), Wording.Count(r.Shown), Wording.Count(r.Accepted), Wording.Count(r.Rejected), Wording.Percent(r.AcceptedShare), Wording.Percent(r.StrongShare)]));

        string Row(AcceptanceReport row)
        {
            var (low, high) = Interval.Of(row.AcceptedShare ?? 0, row.Shown);
            var colour = colourByName ? row.Name : "plain";
            return $"""
                <li><div class="head"><span>{Escape(Wording.Of(row.Name))}</span><span><b>{Wording.Percent(row.AcceptedShare)}</b>of {Wording.Count(row.Shown)}</span></div>
                <div class="track">{Bar("part " + colour, (row.AcceptedShare ?? 0) / most)}{Bar(colour, Math.Min(row.StrongShare ?? 0, row.AcceptedShare ?? 0) / most)}<s style="left:{Width(low / most)};width:{Width((high - low) / most)}"></s></div></li>
                """;
        }
    }

    /// <summary>How often what was so.</summary>
    public static string Counts(IReadOnlyList<NamedCount> rows, Func<string, string> name, string empty)
    {
        if (rows.Count == 0)
        {
            return Empty(empty);
        }

        var all = rows.Sum(r => r.Count);
        var rest = rows.Skip(MostRows).Sum(r => r.Count);
        (string Name, long Count)[] drawn = [.. rows.Take(MostRows).Select(r => (name(r.Name), r.Count)), .. rest > 0 ? [("Others", rest)] : Array.Empty<(string, long)>()];
        var most = drawn.Max(r => r.Count);
        return $"""
            <ul class="bars">{Each(drawn, row => $"""
                <li><div class="head"><span>{Escape(row.Name)}</span><span><b>{Wording.Percent((double)row.Count / all)}</b>{Wording.Count(row.Count)}</span></div>
                <div class="track">{Bar("plain", (double)row.Count / most)}</div></li>
                """)}</ul>
            """;
    }

    /// <summary>From shown to still there.</summary>
    public static string Funnel(Report report)
    {
        var total = report.Total;
        if (total.Shown == 0)
        {
            return Empty("No suggestion was shown yet.");
        }

        var steps = new List<(string Name, double Part, string Note)> { ("Shown", 1, $"<b>{Wording.Count(total.Shown)}</b>") };
        steps.Add(("Accepted", total.AcceptedShare ?? 0, $"<b>{Wording.Percent(total.AcceptedShare)}</b> {Wording.Count(total.Accepted)}"));
        foreach (var survival in report.Survival)
        {
            var after = survival.Seconds < 60 ? $"{survival.Seconds} s" : $"{survival.Seconds / 60} min";
            var kept = survival.Measured == 0 ? 0 : (double)survival.Kept / survival.Measured;
            steps.Add(($"Still there after {after}", (total.AcceptedShare ?? 0) * kept, survival.Measured == 0 ? "not measured yet" : $"<b>{Wording.Percent(kept)}</b> of {Wording.Count(survival.Measured)} measured"));
        }

        return $"""
            <ol class="funnel">{Each(steps, s => $"<li>{Bar("step", s.Part)}<span>{Escape(s.Name)}</span><span>{s.Note}</span></li>")}</ol>
            """;
    }

    private static string Bar(string name, double part) => part > 0 ? $"<i class=\"{name}\" style=\"width:{Width(part)}\"></i>" : "";
}
