using System.Globalization;
using LocalCascade.Yardstick;

if (args.Contains("--help"))
{
    Console.WriteLine(Options.Usage);
    return 0;
}

try
{
    var options = Options.Parse(args);
    var set = PackageList.Load(".").Get(options.Set);
    if (options.Packages.FirstOrDefault(name => !set.Any(package => package.Name == name)) is { } stranger)
    {
        throw new ArgumentException($"{stranger} is not in the {options.Set} set: {string.Join(", ", set.Select(package => package.Name))}.");
    }

    var packages = set
        .Where(package => options.Packages.Count == 0 || options.Packages.Contains(package.Name))
        .Select(package => Package.Read(options.PackagesFolder, package))
        .ToArray();
    var holes = packages
        .GroupBy(package => package.LanguageId)
        .SelectMany(group => PackageHole.Cut([.. group], options.Items, options.Seed))
        .OrderBy(hole => hole.Package.Name, StringComparer.Ordinal);
    using ICompleter completer = options.Completer switch
    {
        "workspace" => new WorkspaceCompleter(keepCandidates: options.Fit),
        "model" => new ModelCompleter(options.Model),
        _ => throw new ArgumentException($"There is no completer '{options.Completer}'."),
    };

    var outcomes = new List<Outcome>();
    foreach (var hole in holes)
    {
        outcomes.Add(new(hole, completer.Complete(hole)));
        completer.Restore(hole);
    }

    if (options.Fit)
    {
        PrintFit(outcomes);
    }

    foreach (var outcome in outcomes.Where(outcome => !outcome.IsExact).Take(options.Errors))
    {
        var text = outcome.Hole.TextWithout;
        var start = outcome.Hole.Offset == 0 ? 0 : text.LastIndexOf('\n', outcome.Hole.Offset - 1) + 1;
        Console.WriteLine($"{outcome.Answer.Confidence:0.00} {text[start..outcome.Hole.Offset].TrimStart()}▮{outcome.Hole.Expected}\n  said: {outcome.Answer.Text}");
    }

    var report = Report.Of(options.Set, options.Seed, [.. packages.Select(package => package.Name)], completer.Name, outcomes);
    Console.WriteLine(options.Json ? report.ToJson() : report.ToMarkdown());
    return 0;
}
catch (Exception exception) when (exception is ArgumentException or DirectoryNotFoundException or FormatException)
{
    Console.Error.WriteLine("yardstick: error: " + exception.Message);
    return 2;
}

// First what ranks the candidates, then, with that in place, how far the winner is to be trusted.
static void PrintFit(IReadOnlyList<Outcome> outcomes)
{
    var ranked = outcomes.Select(outcome => RankFit.ItemOf(outcome)).OfType<RankFit.Item>().ToArray();
    Console.WriteLine($"Ranking, on {ranked.Length} places where a candidate is right: {Format(RankFit.Fit(ranked))}");
    var rows = outcomes.Where(outcome => outcome.IsAnswered).Select(outcome => (outcome.Answer.Features, outcome.IsExact)).ToArray();
    Console.WriteLine($"Confidence, on {rows.Length} answers: {Format(LogisticFit.Fit(rows))}\n");
}

static string Format(double[] weights) => $"[{string.Join(", ", weights.Select(weight => weight.ToString("0.000", CultureInfo.InvariantCulture)))}]";
