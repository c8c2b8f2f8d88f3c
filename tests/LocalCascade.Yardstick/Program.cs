using System.Diagnostics;
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
    var packages = PackageSet.Get(options.Set)
        .Where(package => options.Packages.Count == 0 || options.Packages.Contains(package.Name))
        .Select(package => Package.Read(options.PackagesFolder, package.Name, package.Folder))
        .ToArray();
    var holes = packages
        .GroupBy(package => package.LanguageId)
        .SelectMany(group => HoleCutter.Cut([.. group], options.Items, options.Seed))
        .OrderBy(hole => hole.Package.Name, StringComparer.Ordinal);
    using ICompleter completer = options.Completer switch
    {
        "workspace" => new WorkspaceCompleter(),
        "model" => new ModelCompleter(options.Model),
        _ => throw new ArgumentException($"There is no completer '{options.Completer}'."),
    };

    var outcomes = new List<Outcome>();
    foreach (var hole in holes)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = completer.Complete(hole);
        outcomes.Add(new(hole, answer, Stopwatch.GetElapsedTime(started).TotalMicroseconds));
        completer.Restore(hole);
    }

    if (options.Fit)
    {
        PrintFit(outcomes);
    }

    foreach (var outcome in outcomes.Where(outcome => !outcome.IsExact).Take(options.Errors))
    {
        var text = outcome.Hole.TextWithout;
        var start = text.LastIndexOf('\n', Math.Max(0, outcome.Hole.Offset - 1)) + 1;
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

static void PrintFit(IReadOnlyList<Outcome> outcomes)
{
    var rows = outcomes.Where(outcome => outcome.IsAnswered).Select(outcome => (outcome.Answer.Features, outcome.IsExact)).ToArray();
    var weights = LogisticFit.Fit(rows);
    Console.WriteLine($"Fitted on {rows.Length} answers: [{string.Join(", ", weights.Select(weight => weight.ToString("0.000", CultureInfo.InvariantCulture)))}]\n");
}
