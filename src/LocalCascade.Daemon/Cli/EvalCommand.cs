using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LocalCascade.Completion;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Evaluation;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Evaluation;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Wire.Replay;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade eval</c>: how good and how fast the tiers are, alone and as a cascade, at holes cut into a repository.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "The repository to measure on, or a part of it", HelpName = "PATH", DefaultValueFactory = _ => "." };
        var suite = new Option<string>("--suite") { Description = "What is cut out: the rest of a line, the body of a block, a part of a call", HelpName = "line|block|api|all", DefaultValueFactory = _ => "all" };
        suite.AcceptOnlyFromAmong("line", "block", "api", "all");
        var tier = new Option<string?>("--tier") { Description = "Who answers (default: all with --cloud, else local)", HelpName = "local|cloud|cascade|all" };
        tier.AcceptOnlyFromAmong("local", "cloud", "cascade", "all");
        var holes = new Option<int>("--holes") { Description = "How many holes, of all suites together", HelpName = "N", DefaultValueFactory = _ => 300 };
        var seed = new Option<int>("--seed") { Description = "Another number cuts other holes", HelpName = "N", DefaultValueFactory = _ => 1 };
        var untracked = new Option<bool>("--untracked") { Description = "Take files too that git does not track; also for folders without git" };
        var cloud = new Option<string?>("--cloud") { Description = "The cloud to ask: the URL of a proxy where you are signed in, or signed-in. The code around the holes is sent there", HelpName = "URL|signed-in" };
        var delay = new Option<double[]>("--network-delay") { Description = "Add a network's round trip of this many milliseconds, repeatable", HelpName = "MS", Arity = ArgumentArity.ZeroOrMore };
        var record = new Option<string?>("--record") { Description = "Measure nothing; write the cloud's answers for localcascade-serve --replay. The file holds code", HelpName = "FILE" };
        var simulate = new Option<double?>("--simulate") { Description = "With --record: no cloud, but the true text at this share of the holes and the local model's at the others", HelpName = "SHARE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of text" };
        var markdown = new Option<bool>("--markdown") { Description = "Print the tables as Markdown" };
        var html = new Option<string?>("--html") { Description = "Write a page with the tables and the trade-off plot", HelpName = "FILE" };
        var svg = new Option<string?>("--svg") { Description = "Write the trade-off plot", HelpName = "FILE" };
        var command = new Command("eval", "Cut holes into a repository and measure how the local tier, the cloud and the cascade fill them")
        {
            path, suite, tier, holes, seed, untracked, cloud, delay, record, simulate, json, markdown, html, svg,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed,
            new()
            {
                Path = parsed.GetValue(path)!,
                Kinds = KindsOf(parsed.GetValue(suite)!),
                Tiers = TiersOf(parsed.GetValue(tier), parsed.GetValue(cloud)),
                Holes = parsed.GetValue(holes),
                Seed = parsed.GetValue(seed),
                Untracked = parsed.GetValue(untracked),
                Cloud = parsed.GetValue(cloud),
                RoundTrips = RoundTripsOf(parsed.GetValue(delay)),
                Record = parsed.GetValue(record),
                Simulate = parsed.GetValue(simulate),
                Json = parsed.GetValue(json),
                Markdown = parsed.GetValue(markdown),
                Html = parsed.GetValue(html),
                Svg = parsed.GetValue(svg),
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, EvalArguments arguments, CancellationToken cancellationToken)
    {
        Check(arguments);
        var settings = GlobalOptions.ReadSettings(parsed, Path.GetFullPath(arguments.Path));
        var cloud = arguments.Cloud is null ? null : CloudLink.FindSettings(settings.Current, arguments.Cloud);
        var measured = HoleAsker.ToMeasure(settings.Current.Engine);
        var files = await RepositoryFiles.ReadAsync(arguments.Path, measured, arguments.Untracked, sendable: cloud is not null, cancellationToken).ConfigureAwait(false);
        var holes = Cut(files, arguments);
        if (arguments.Record is { } record)
        {
            return await RecordAsync(settings, measured, files, holes, cloud, arguments, record, cancellationToken).ConfigureAwait(false);
        }

        var engine = await LocalEngine.StartAsync(settings, measured, files.Folder, cancellationToken).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            var evaluator = new Evaluator(engine, holes, what => new CountProgress(what));
            var passes = new List<EvalPass>();
            if (arguments.Tiers.Contains(EvalTier.Local))
            {
                passes.Add(await evaluator.AskLocalAsync(cancellationToken).ConfigureAwait(false));
            }

            foreach (var roundTrip in cloud is not null && arguments.Tiers.Any(tier => tier != EvalTier.Local) ? arguments.RoundTrips : [])
            {
                passes.AddRange(await evaluator.AskCloudAsync([.. arguments.Tiers.Where(tier => tier != EvalTier.Local)], cloud!, roundTrip, cancellationToken).ConfigureAwait(false));
            }

            var result = EvalResult.Of(
                new()
                {
                    Files = files,
                    Holes = holes.Count,
                    Seed = arguments.Seed,
                    Local = Describe(engine.Status.Model, measured),
                    CloudModel = evaluator.CloudModel,
                    Thresholds = DescribeThresholds(measured),
                    Scores = [],
                },
                passes,
                measured.ConfidenceTokens);
            cancellationToken.ThrowIfCancellationRequested();
            Show(result, arguments);
        }

        return ExitCodes.Success;
    }

    private static async Task<int> RecordAsync(SettingsSource settings, EngineSettings measured, RepositoryFiles files, IReadOnlyList<Hole> holes, CloudSettings? cloud, EvalArguments arguments, string path, CancellationToken cancellationToken)
    {
        var recorder = new AnswerRecorder(holes, new CountProgress("Recording"));
        ReplayFile file;
        if (arguments.Simulate is { } right)
        {
            // The model alone: what the predictor finds in the user's own code is not what another model would say.
            var engine = await LocalEngine.StartAsync(settings, measured with { UseWorkspace = false, UseModel = true }, files.Folder, cancellationToken).ConfigureAwait(false);
            await using (engine.ConfigureAwait(false))
            {
                file = await recorder.SimulateAsync(engine, right, arguments.Seed, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            var link = await CloudLink.ConnectAsync(cloud!, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            await using (link.ConfigureAwait(false))
            {
                file = await recorder.RecordAsync(link.Client, link.ModelOf(cloud!), measured, cancellationToken).ConfigureAwait(false);
            }
        }

        WriteFile(path, file.Write());
        Console.Out.WriteLine($"{file.Count} answers ({file.Source}) are in {Path.GetFullPath(path)}. It holds code: keep it like the code.{(recorder.Alike > 0 ? $" {recorder.Alike} holes look like others and share their answers." : "")}");
        Console.Out.WriteLine($"Serve them: localcascade-serve --replay {path}. The model's name in the proxy's configuration: {file.Model}");
        return ExitCodes.Success;
    }

    private static List<Hole> Cut(RepositoryFiles files, EvalArguments arguments)
    {
        var holes = new List<Hole>();
        foreach (var (index, kind) in arguments.Kinds.Index())
        {
            // As many of each, the first ones one more where it does not come out even.
            var share = (arguments.Holes + arguments.Kinds.Count - 1 - index) / arguments.Kinds.Count;
            holes.AddRange(HoleCutter.Cut(files.Files, kind, share, new Random(arguments.Seed)));
        }

        if (holes.Count == 0)
        {
            throw new EvaluationException($"There is no code to measure on in {files.Folder}{(arguments.Untracked ? "." : " that git tracks.")}");
        }

        // Mixed, so that one hole's file is seldom still in a cache for the next.
        var mixed = holes.ToArray();
        new Random(arguments.Seed).Shuffle(mixed);
        return [.. mixed];
    }

    private static void Show(EvalResult result, EvalArguments arguments)
    {
        var report = new EvalReport(result);
        if (arguments.Html is { } html)
        {
            WriteFile(html, report.ToHtml());
            Console.Error.WriteLine($"localcascade: note: the page is {Path.GetFullPath(html)}.");
        }

        if (arguments.Svg is { } svg)
        {
            WriteFile(svg, result.Sweep.Count > 0 ? report.ToSvg() : throw new CommandException("There is no trade-off to plot without the local tier and the cloud: --tier all --cloud URL"));
        }

        if (arguments.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(EvalOutput.From(result), EvaluationJson.Default.EvalOutput));
        }
        else if (arguments.Markdown)
        {
            Console.Out.Write(report.ToMarkdown());
        }
        else
        {
            report.WriteTo(Terminal.Open());
        }
    }

    private static void WriteFile(string path, string text)
    {
        try
        {
            AtomicFile.Write(path, text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The result cannot be written: {error.Message}");
        }
    }

    private static void Check(EvalArguments arguments)
    {
        CalibrateCommand.CheckHoles(arguments.Holes);
        if (arguments.Simulate is { } right)
        {
            _ = right is < 0 or > 1 ? throw new CommandException("--simulate is a share, from 0 to 1: --simulate 0.6")
                : arguments.Record is null ? throw new CommandException("--simulate makes a file of answers; name it: --record FILE")
                : arguments.Cloud is not null ? throw new CommandException("--simulate is for want of a cloud; with --cloud its own answers are recorded.")
                : right;
        }
        else if (arguments.Cloud is null && (arguments.Record is not null || arguments.Tiers.Any(tier => tier != EvalTier.Local)))
        {
            throw new CommandException("Which cloud? --cloud signed-in, or --cloud URL. Without one: --tier local, and --record FILE --simulate 0.6");
        }
    }

    private static HoleKind[] KindsOf(string suite) => suite == "all" ? Enum.GetValues<HoleKind>() : [Enum.Parse<HoleKind>(suite, ignoreCase: true)];

    private static EvalTier[] TiersOf(string? tier, string? cloud) =>
        (tier ?? (cloud is null ? "local" : "all")) is var wanted && wanted == "all" ? Enum.GetValues<EvalTier>() : [Enum.Parse<EvalTier>(wanted, ignoreCase: true)];

    private static IReadOnlyList<TimeSpan> RoundTripsOf(double[]? milliseconds) =>
        milliseconds is not { Length: > 0 } ? [TimeSpan.Zero]
        : Array.Exists(milliseconds, one => one is not (>= 0 and <= 10_000)) ? throw new CommandException("--network-delay is a number of milliseconds, from 0 to 10000.")
        : [.. milliseconds.Distinct().Select(TimeSpan.FromMilliseconds)];

    private static string Describe(ModelStatus model, EngineSettings settings) => (settings.UseWorkspace, model.State == ModelState.Ready) switch
    {
        (true, true) => $"workspace predictor and {model.Name}",
        (true, false) => "workspace predictor",
        (false, true) => model.Name,
        _ => "nobody",
    };

    private static string DescribeThresholds(EngineSettings settings) => settings.EscalationThresholds.Count > 0
        ? $"the confidence is at least {string.Join(", ", settings.EscalationThresholds)}"
        : string.Create(CultureInfo.InvariantCulture, $"the predictor's confidence is at least {settings.WorkspaceEscalationThreshold:0.##} or the model's {settings.ModelEscalationThreshold:0.##}");
}
