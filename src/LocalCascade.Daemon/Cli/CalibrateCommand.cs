using System.CommandLine;
using System.Text.Json;
using LocalCascade.Completion;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Evaluation;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Evaluation;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Daemon.Models;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade calibrate</c>: fits on the user's own code from which confidence on the local tier answers by itself. No socket is opened.</summary>
internal static class CalibrateCommand
{
    private const double UsualPrecision = 0.8;

    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "The repository to measure on, or a part of it", HelpName = "PATH", DefaultValueFactory = _ => "." };
        var precision = new Option<double?>("--precision") { Description = "The share that is to be right of what is answered locally (default 0.8)", HelpName = "SHARE" };
        var escalate = new Option<double?>("--escalate") { Description = "Instead: the share of places at which the cloud is to be asked", HelpName = "SHARE" };
        var holes = new Option<int>("--holes") { Description = "How many lines to mask", HelpName = "N", DefaultValueFactory = _ => 600 };
        var seed = new Option<int>("--seed") { Description = "Another number masks other lines", HelpName = "N", DefaultValueFactory = _ => 1 };
        var untracked = new Option<bool>("--untracked") { Description = "Take files too that git does not track; also for folders without git" };
        var html = new Option<string?>("--html") { Description = "Write the curves as a page", HelpName = "FILE" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what comes of it and store nothing" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of text" };
        var command = new Command("calibrate", "Mask lines in your own repository, let the local tier complete them, and fit from which confidence on it answers without the cloud")
        {
            path, precision, escalate, holes, seed, untracked, html, dryRun, json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed,
            new(parsed.GetValue(path)!, ToGoal(parsed.GetValue(precision), parsed.GetValue(escalate)), parsed.GetValue(holes), parsed.GetValue(seed), parsed.GetValue(untracked), parsed.GetValue(html), parsed.GetValue(dryRun), parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Arguments arguments, CancellationToken cancellationToken)
    {
        CheckHoles(arguments.Holes);
        var settings = GlobalOptions.ReadSettings(parsed, Path.GetFullPath(arguments.Path));
        var measured = HoleAsker.ToMeasure(settings.Current.Engine);
        var files = await RepositoryFiles.ReadAsync(arguments.Path, measured, arguments.Untracked, sendable: false, cancellationToken).ConfigureAwait(false);
        var holes = HoleCutter.Cut(files.Files, HoleKind.Line, arguments.Holes, new Random(arguments.Seed));
        if (holes.Count == 0)
        {
            throw new EvaluationException($"There is no code to measure on in {files.Folder}{(arguments.Untracked ? "." : " that git tracks.")}");
        }

        var (answers, model) = await AskAsync(settings, measured, files.Folder, holes, cancellationToken).ConfigureAwait(false);
        var calibration = Calibration.Fit(answers, arguments.Goal, arguments.Seed);
        var report = new CalibrationReport(calibration, files, model, answers.Count);

        // Nothing is written before everything is known: who interrupts leaves all as it was.
        cancellationToken.ThrowIfCancellationRequested();
        var stored = arguments.DryRun ? null : CalibrationFile.BesideSettings(settings.UserFile);
        Write(arguments, report, stored, new()
        {
            Model = model,
            ModelDigest = model.Length > 0 && settings.FindModelFolder(out _) is { } folder ? ModelDigest.Of(folder) : "",
            Date = TimeProvider.System.GetUtcNow(),
            Precision = arguments.Goal.Precision,
            Escalation = arguments.Goal.Escalation,
            Places = answers.Count,
            EscalationThresholds = [.. calibration.Thresholds],
        });
        if (arguments.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(CalibrateOutput.From(calibration, files, model, answers.Count, stored), EvaluationJson.Default.CalibrateOutput));
            return ExitCodes.Success;
        }

        report.WriteTo(Terminal.Open());
        Console.Out.WriteLine(stored is null
            ? "Nothing was stored (--dry-run)."
            : $"Stored in {stored}: it holds while {(model.Length == 0 ? "no model" : $"this {model}")} is in use and your settings name no escalationThresholds themselves.");
        return ExitCodes.Success;
    }

    private static async Task<(IReadOnlyList<HoleAnswer> Answers, string Model)> AskAsync(SettingsSource settings, EngineSettings measured, string folder, IReadOnlyList<Hole> holes, CancellationToken cancellationToken)
    {
        var engine = await LocalEngine.StartAsync(settings, measured, folder, cancellationToken).ConfigureAwait(false);
        await using (engine.ConfigureAwait(false))
        {
            var asker = new HoleAsker(engine);
            var progress = new CountProgress("Completing");
            var answers = new List<HoleAnswer>();
            foreach (var hole in holes)
            {
                answers.Add(await asker.AskAsync(hole, CompletionTier.Local, cancellationToken).ConfigureAwait(false));
                progress.Report((answers.Count, holes.Count));
            }

            return (answers, engine.Status.Model is { State: ModelState.Ready, Name: var name } ? name : "");
        }
    }

    private static void Write(Arguments arguments, CalibrationReport report, string? stored, StoredCalibration calibration)
    {
        try
        {
            if (arguments.Html is { } page)
            {
                AtomicFile.Write(page, report.ToHtml());
                Console.Error.WriteLine($"localcascade: note: the curves are in {Path.GetFullPath(page)}.");
            }

            if (stored is not null)
            {
                CalibrationFile.Write(stored, calibration);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The result cannot be written: {error.Message}");
        }
    }

    private static CalibrationGoal ToGoal(double? precision, double? escalation) => (precision, escalation) switch
    {
        ({ }, { }) => throw new CommandException("--precision and --escalate are two ways to say what is wanted; give one of them."),
        ({ } wanted, _) when wanted is not (> 0 and <= 1) => throw new CommandException("--precision is a share, above 0 and up to 1: --precision 0.8"),
        (_, { } rate) when rate is not (>= 0 and <= 1) => throw new CommandException("--escalate is a share, from 0 to 1: --escalate 0.4"),
        (null, null) => new(UsualPrecision, null),
        _ => new(precision, escalation),
    };

    /// <exception cref="CommandException">It is no number of holes.</exception>
    public static void CheckHoles(int holes)
    {
        if (holes is < 1 or > 100_000)
        {
            throw new CommandException($"--holes is {holes}, expected 1 to 100000.");
        }
    }

    private sealed record Arguments(string Path, CalibrationGoal Goal, int Holes, int Seed, bool Untracked, string? Html, bool DryRun, bool Json);
}
