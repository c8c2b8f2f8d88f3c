using System.CommandLine;
using System.Globalization;
using LocalCascade.Daemon.Background;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Daemon.Logging;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade daemon run|start|stop|status</c>: the process that all editors share. Editors start it by themselves.</summary>
internal static class DaemonCommand
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private static readonly Option<double?> Idle = new("--idle") { Description = "End after so many minutes without an editor (default 10)", HelpName = "MINUTES" };

    public static Command Create()
    {
        Idle.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not (null or (> 0 and < 1_000_000)))
            {
                result.AddError("--idle takes a number of minutes above 0.");
            }
        });
        var detached = new Option<bool>("--detached") { Description = "Leave the starter's session and standard streams", Hidden = true };
        var run = new Command("run", "Run the daemon in the foreground") { Idle, detached };
        run.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(detached), cancellationToken));
        var start = new Command("start", "Start the daemon in the background, unless it runs") { Idle };
        start.SetAction(StartAsync);
        var stop = new Command("stop", "End the daemon. Editors go on: the next completion that one asks for starts it again");
        stop.SetAction(StopAsync);
        var status = new Command("status", $"Show the daemon's process, editors, model and memory; exit code {ExitCodes.NotRunning} when none runs");
        status.SetAction(StatusAsync);
        return new("daemon", "Look after the background process that all editors share") { run, start, stop, status };
    }

    private static async Task<int> RunAsync(ParseResult parsed, bool detached, CancellationToken cancellationToken)
    {
        if (detached)
        {
            Detached.LeaveSession();
        }

        var settings = new SettingsSource(parsed.GetValue(GlobalOptions.ConfigFile), parsed.GetValue(GlobalOptions.Set));
        using var log = new RotatingFile(Path.Combine(UserFolders.State, RotatingFile.DefaultName));
        var options = new DaemonOptions { LogLevel = settings.Current.LogLevel };
        options = ReadIdle(parsed) is { } idle ? options with { Idle = idle } : options;
        if (Begin(options, log) is not { } daemon)
        {
            if (!detached)
            {
                Console.Error.WriteLine("localcascade: note: The daemon runs already; `localcascade daemon status` shows it.");
            }

            return ExitCodes.AlreadyRunning;
        }

        await using (daemon.ConfigureAwait(false))
        {
            if (detached)
            {
                Detached.LeaveStandardStreams();
            }

            await daemon.RunAsync(cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;
        }
    }

    private static BackgroundDaemon? Begin(DaemonOptions options, RotatingFile log)
    {
        try
        {
            return BackgroundDaemon.TryStart(RuntimeFolder.Find(), options, log);
        }
        catch (IOException error)
        {
            throw new CommandException($"The daemon cannot be started: {error.Message}");
        }
    }

    private static async Task<int> StartAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (await AskAsync(cancellationToken).ConfigureAwait(false) is { } running)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The daemon runs already, as process {running.ProcessId}."));
            return ExitCodes.Success;
        }

        if (await DaemonProcess.StartAsync(ReadIdle(parsed), cancellationToken).ConfigureAwait(false) is { } failure)
        {
            throw new CommandException(failure);
        }

        var started = await AskAsync(cancellationToken).ConfigureAwait(false) ?? throw new CommandException($"The daemon was started but does not answer. The log may say why: {UserFolders.State}");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The daemon runs as process {started.ProcessId}."));
        return ExitCodes.Success;
    }

    private static async Task<int> StopAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var client = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (client is null)
        {
            Console.Out.WriteLine("No daemon runs.");
            return ExitCodes.Success;
        }

        await using (client.ConfigureAwait(false))
        {
            try
            {
                await client.StopAsync(cancellationToken).WaitAsync(LongestStop, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw new CommandException($"The daemon did not end within {LongestStop.TotalSeconds} s.");
            }
        }

        Console.Out.WriteLine("The daemon has ended.");
        return ExitCodes.Success;
    }

    private static async Task<int> StatusAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (await AskAsync(cancellationToken).ConfigureAwait(false) is not { } status)
        {
            Console.Out.WriteLine("No daemon runs. Editors start it by themselves, and so does: localcascade daemon start");
            return ExitCodes.NotRunning;
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            Process: {status.ProcessId}
            Version: {status.Version}{(status.Version == ProductVersion.Build ? "" : $" (this program is {ProductVersion.Build})")}
            Up: {TimeSpan.FromSeconds(Math.Floor(status.UptimeSeconds)):g}
            Editors: {status.Sessions}
            Model: {(status.Model.Length > 0 ? $"{status.Model} ({status.ModelState})" : "none in use")}
            Memory: {status.MemoryMegabytes:0} MB
            """));
        return ExitCodes.Success;
    }

    private static async Task<DaemonStatus?> AskAsync(CancellationToken cancellationToken)
    {
        var client = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (client is null)
        {
            return null;
        }

        await using (client.ConfigureAwait(false))
        {
            return await client.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<DaemonClient?> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await DaemonClient.ConnectAsync(RuntimeFolder.Find(), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw new CommandException(error.Message);
        }
    }

    private static TimeSpan? ReadIdle(ParseResult parsed) => parsed.GetValue(Idle) is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
}
