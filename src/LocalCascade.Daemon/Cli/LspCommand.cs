using System.CommandLine;
using LocalCascade.Daemon.Background;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Daemon.Logging;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Relay;
using LocalCascade.Daemon.Rpc;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade lsp --stdio</c>: the language server, by way of the user's daemon.</summary>
internal static class LspCommand
{
    private static readonly Option<int?> ClientProcess = new("--clientProcessId") { Description = "End when this process does", HelpName = "PID" };
    private static readonly Option<string?> Log = new("--log") { Description = $"The log file, instead of {RotatingFile.DefaultName} in the user's state folder", HelpName = "FILE" };
    private static readonly Option<bool> NoDaemon = new("--no-daemon") { Description = "Serve from this process, with a model of its own, instead of the daemon that all editors share" };

    public static Command Create()
    {
        var stdio = new Option<bool>("--stdio") { Description = "Speak over standard input and output (the only transport; editors pass it)" };
        var command = new Command("lsp", "Run the language server that editors talk to (LSP 3.18 inline completion)") { stdio, ClientProcess, Log, NoDaemon };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (input, output) = ProtocolStreams.Take();
        var settings = new SettingsSource(parsed.GetValue(GlobalOptions.ConfigFile), parsed.GetValue(GlobalOptions.Set));
        using var logFile = new RotatingFile(parsed.GetValue(Log) ?? Path.Combine(UserFolders.State, RotatingFile.DefaultName));
        var logger = new FileLogger(logFile, settings.Current.LogLevel, TimeProvider.System);
        var shutDown = parsed.GetValue(NoDaemon)
            ? await ServeAsync(parsed, input, output, settings, logger, cancellationToken).ConfigureAwait(false)
            : await RelayAsync(parsed, input, output, settings, logger, cancellationToken).ConfigureAwait(false);
        return shutDown ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static async Task<bool> RelayAsync(ParseResult parsed, Stream input, Stream output, SettingsSource settings, ILogger logger, CancellationToken cancellationToken)
    {
        var hello = new HelloParams
        {
            Version = ProductVersion.Build,
            Folders = [.. UserFolders.All],
            ConfigFile = Path.GetFullPath(settings.UserFile),
            Settings = parsed.GetValue(GlobalOptions.Set) ?? [],
            Environment = EnvironmentSettings.Read(),
            WorkingFolder = Environment.CurrentDirectory,
            LogFile = parsed.GetValue(Log) is { } log ? Path.GetFullPath(log) : null,
            ClientProcessId = Environment.ProcessId,
        };
        var servers = new ServerSource(RuntimeFolder.Find(), hello, stopped => DaemonProcess.StartAsync(idle: null, stopped), TimeProvider.System, logger);
        var relay = new EditorRelay(input, output, servers, TimeProvider.System, logger);
        await using (relay.ConfigureAwait(false))
        {
            if (parsed.GetValue(ClientProcess) is { } editor)
            {
                ParentProcess.WhenEnded(editor, relay.End, relay.Ending);
            }

            return await relay.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> ServeAsync(ParseResult parsed, Stream input, Stream output, SettingsSource settings, ILogger logger, CancellationToken cancellationToken)
    {
        var shared = new SharedServices(TimeProvider.System, logger);
        await using var sharing = shared.ConfigureAwait(false);
        var connection = new RpcConnection(input, output, logger);
        var session = new EditorSession(settings, connection, shared, logger, watchesClient: true);
        await using (session.ConfigureAwait(false))
        {
            await using (connection.ConfigureAwait(false))
            {
                if (parsed.GetValue(ClientProcess) is { } editor)
                {
                    ParentProcess.WhenEnded(editor, connection.Close, connection.Closing);
                }

                await connection.RunAsync(session.Server, cancellationToken).ConfigureAwait(false);
                return session.IsShutDown;
            }
        }
    }
}
