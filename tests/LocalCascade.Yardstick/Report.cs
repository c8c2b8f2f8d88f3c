using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalCascade.Yardstick;

/// <summary>Everything measured in one run.</summary>
internal sealed record Report(string Set, int Seed, IReadOnlyList<string> Packages, IReadOnlyList<Score> Scores, IReadOnlyList<CurvePoint> Curve, IReadOnlyList<ReliabilityBin> Bins)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static Report Of(string set, int seed, IReadOnlyList<string> packages, string completer, IReadOnlyList<Outcome> outcomes)
    {
        var scores = new List<Score> { Score.Of(completer + ", all", outcomes) };
        scores.AddRange(outcomes.GroupBy(outcome => outcome.Hole.File.LanguageId).Select(group => Score.Of(group.Key, [.. group])));
        scores.Add(Score.Of("from line start", [.. outcomes.Where(outcome => outcome.Hole.FromLineStart)]));
        scores.Add(Score.Of("mid-line", [.. outcomes.Where(outcome => !outcome.Hole.FromLineStart)]));
        scores.AddRange(outcomes.GroupBy(outcome => outcome.Place.Package.Name).Select(group => Score.Of(group.Key, [.. group])));
        return new(set, seed, packages, scores, CurvePoint.Of(outcomes), ReliabilityBin.Of(outcomes.Where(outcome => outcome.IsAnswered).Select(outcome => outcome.Judgement)));
    }

    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Set: {Set}, seed {Seed}. Packages: {string.Join(", ", Packages)}.\n\n");
        text.Append("| | items | exact match (95 %) | edit similarity | first word | answered | exact in the surest fifth (95 %) | AUC | µs p50 | µs p99 |\n|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var s in Scores)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {s.Name} | {s.Items} | {s.Exact * 100:0.0} % ({s.ExactLow * 100:0.0}–{s.ExactHigh * 100:0.0}) | {s.Similarity:0.000} | {s.FirstWord * 100:0.0} % | {s.Answered * 100:0.0} % | {s.TopFifth * 100:0.0} % ({s.TopFifthLow * 100:0.0}–{s.TopFifthHigh * 100:0.0}) | {s.Auc:0.00} | {s.MicrosecondsMedian:0} | {s.Microseconds99:0} |\n");
        }

        text.Append("\n| threshold | shown | of the shown, exact (95 %) | first word right |\n|---|---|---|---|\n");
        foreach (var p in Curve)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {p.Threshold:0.00} | {p.Coverage * 100:0.0} % | {p.Precision * 100:0.0} % ({p.Low * 100:0.0}–{p.High * 100:0.0}) | {p.FirstWord * 100:0.0} % |\n");
        }

        text.Append("\n| confidence | items | mean confidence | exact |\n|---|---|---|---|\n");
        foreach (var b in Bins)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {b.From:0.0}–{b.From + 0.1:0.0} | {b.Observed.Count} | {b.Confidence:0.00} | {b.Observed.Value:0.00} |\n");
        }

        return text.ToString();
    }
}
