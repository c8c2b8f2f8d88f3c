using System.Globalization;
using LocalCascade.Yardstick;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(Options.Usage);
    return 0;
}

try
{
    var options = Options.Parse(args);
    var repository = Repository.Find(Directory.GetCurrentDirectory());
    options = options with { PackagesFolder = repository.At(options.PackagesFolder), TrainingFolder = repository.At(options.TrainingFolder) };
    var list = PackageList.Load(repository);
    var asksModel = options.Sources.Contains(ModelCompleter.Id) || options.Sources.Contains(CombinationCompleter.Id);
    var embedded = !asksModel ? "" : options.Embedded.Length > 0 ? options.Embedded : repository.EmbeddedModel();
    Console.Error.WriteLine($"Reading the {options.Set} packages ...");
    if (options.Features.Length > 0)
    {
        var read = options.Set == PackageList.TrainingSet ? TrainingPackages.Read(list, options.TrainingFolder) : Workplace.Read(list, options).Packages;
        await FeatureDump.WriteAsync(options.Features, read, options.Items, options.Seed);
        return 0;
    }

    var workplace = Workplace.Read(list, options);
    var holes = Measurement.Cut(workplace.Packages, options);
    if (options.Gate.Length > 0)
    {
        await GateDump.WriteAsync(options.Gate, holes, options.Embedded.Length > 0 ? options.Embedded : repository.EmbeddedModel());
        return 0;
    }

    var (now, revision) = (TimeProvider.System.GetUtcNow(), repository.Revision());
    if (options.IsTest)
    {
        TestLedger.Add(repository.At(TestLedger.File), now, revision, options, [.. options.Sources, .. options.Models.Select(folder => new DirectoryInfo(folder).Name)]);
        Console.Error.WriteLine($"This question to the test set is noted in {TestLedger.File}. Commit that.");
    }

    var runs = await Measurement.RunAsync(holes, options, embedded, CancellationToken.None);
    foreach (var outcome in runs[0].Outcomes.Where(outcome => !outcome.IsExact).Take(options.Errors))
    {
        var text = outcome.Hole.TextWithout;
        var start = outcome.Hole.Offset == 0 ? 0 : text.LastIndexOf('\n', outcome.Hole.Offset - 1) + 1;
        Console.WriteLine($"{outcome.Answer.Confidence:0.00} {text[start..outcome.Hole.Offset].TrimStart()}▮{outcome.Hole.Expected}\n  said: {outcome.Answer.Text}");
    }

    Console.Error.WriteLine("Drawing anew for the intervals ...");
    var report = new Report(
        options.Set,
        options.Seed,
        now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        revision,
        [.. new[] { embedded }.Concat(options.Models).Where(folder => folder.Length > 0).Select(folder => new DirectoryInfo(folder).Name)],
        [.. from package in workplace.Packages
            let entry = list.Entries.First(entry => entry.Name == package.Name)
            select new PackageFacts(entry.Id, entry.LanguageId, entry.Licence, package.Files.Count, workplace.Copies[package.Name])],
        workplace.TrainingSearched,
        list.Training.Count,
        SectionOf(runs, isBlock: false),
        SectionOf(runs, isBlock: true));
    Write(report, options);
    return 0;
}
catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine("yardstick: error: " + exception.Message);
    return 2;
}

static Section? SectionOf(IReadOnlyList<SourceRun> runs, bool isBlock)
{
    SourceRun[] parts = [.. runs
        .Where(run => !isBlock || run.Name != NGramCompleter.Id)
        .Select(run => run with { Outcomes = [.. run.Outcomes.Where(outcome => outcome.Place.IsBlock == isBlock)] })
        .Where(run => run.Outcomes.Count > 0)];
    return parts.Length == 0 ? null : Section.Of(parts);
}

static void Write(Report report, Options options)
{
    if (options.Out.Length == 0)
    {
        Console.WriteLine(options.Json ? report.ToJson() : MarkdownReport.Write(report));
        return;
    }

    Directory.CreateDirectory(options.Out);
    File.WriteAllText(Path.Combine(options.Out, "local-tier.json"), report.ToJson());
    File.WriteAllText(Path.Combine(options.Out, "local-tier.md"), MarkdownReport.Write(report));
    if ((report.Lines ?? report.Blocks) is { } section)
    {
        File.WriteAllText(Path.Combine(options.Out, "local-tier.svg"), Plot.Write(report, section));
    }

    Console.Error.WriteLine($"Written to {options.Out}: local-tier.md, local-tier.json, local-tier.svg");
}
