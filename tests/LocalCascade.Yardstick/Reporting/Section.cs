namespace LocalCascade.Yardstick;

/// <summary>What was measured on one kind of hole.</summary>
/// <param name="Scores">By source and group of places.</param>
/// <param name="Pairs">Sources against each other.</param>
/// <param name="Details">Curves by source.</param>
internal sealed record Section(IReadOnlyList<Score> Scores, IReadOnlyList<Paired> Pairs, IReadOnlyList<SourceDetails> Details)
{
    public const string All = "all";

    /// <summary>The source that is told in detail and held against the others: what the product shows, or whatever comes first.</summary>
    public string Main => Details.FirstOrDefault(details => details.Source == CombinationCompleter.Id)?.Source ?? Details[0].Source;

    public static Section Of(IReadOnlyList<SourceRun> runs)
    {
        var main = runs.FirstOrDefault(run => run.Name == CombinationCompleter.Id) ?? runs[0];
        var scores = runs.Select(run => Score.Of(run.Name, All, run.Outcomes)).ToList();
        scores.AddRange(from run in runs from part in By(run, outcome => outcome.Hole.File.LanguageId) select Score.Of(run.Name, part.Key, [.. part]));

        // Of blocks there are too few to tell more.
        if (!main.Outcomes[0].Place.IsBlock)
        {
            scores.AddRange(from part in By(main, outcome => outcome.Hole.FromLineStart ? "from line start" : "mid-line") select Score.Of(main.Name, part.Key, [.. part]));
            scores.AddRange(from part in By(main, outcome => outcome.Place.Package.Name) select Score.Of(main.Name, part.Key, [.. part]));
        }

        return new(
            scores,
            [.. runs.Where(run => run != main).Select(run => Paired.Of(main.Name, main.Outcomes, run.Name, run.Outcomes))],
            [.. runs.Select(SourceDetails.Of)]);
    }

    private static IEnumerable<IGrouping<string, Outcome>> By(SourceRun run, Func<Outcome, string> group) => run.Outcomes.GroupBy(group).OrderBy(part => part.Key, StringComparer.Ordinal);
}
