using System.CommandLine;
using LocalCascade.Completion.Cascade;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Daemon.Logging;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Rpc;
using LocalCascade.Daemon.Telemetry;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade lsp --stdio</c>: the language server.</summary>
internal static class LspCommand
{
    public static Command Create()
    {
        var stdio = new Option<bool>("--stdio") { Description = "Speak over standard input and output (the only transport; editors pass it)" };
        var clientProcess = new Option<int?>("--clientProcessId") { Description = "End when this process does", HelpName = "PID" };
        var log = new Option<string?>("--log") { Description = "The log file, instead of localcascade.log in the user's state folder", HelpName = "FILE" };
        var command = new Command("lsp", "Run the language server that editors talk to (LSP 3.18 inline completion)") { stdio, clientProcess, log };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(clientProcess), parsed.GetValue(log), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, int? clientProcess, string? logPath, CancellationToken cancellationToken)
    {
        var (input, output) = ProtocolStreams.Take();
        var settings = new Configuration.SettingsSource(parsed.GetValue(GlobalOptions.ConfigFile), parsed.GetValue(GlobalOptions.Set));
        using var logFile = new RotatingFile(logPath ?? Path.Combine(UserFolders.State, "localcascade.log"));
        var logger = new FileLogger(logFile, settings.Current.LogLevel, TimeProvider.System);

        var shared = new SharedTiers(TimeProvider.System);
        await using var tiers = shared.ConfigureAwait(false);
        var telemetry = new TelemetryPool(TimeProvider.System, logger);
        await using var stores = telemetry.ConfigureAwait(false);
        var engine = new CompletionEngine(settings.Current.Engine, modelFolder: null, TimeProvider.System, logger, shared);
        await using (engine.ConfigureAwait(false))
        {
            var connection = new RpcConnection(input, output, logger);
            await using (connection.ConfigureAwait(false))
            {
                if (clientProcess is { } parent)
                {
                    ParentProcess.CloseWith(parent, connection);
                }

                var session = new ServerSession(engine, settings, connection, logger, shared.Clouds, telemetry);
                await using (session.ConfigureAwait(false))
                {
                    await connection.RunAsync(new LanguageServer(session), cancellationToken).ConfigureAwait(false);
                    return session.State == SessionState.ShutDown ? ExitCodes.Success : ExitCodes.Failure;
                }
            }
        }
    }
}
