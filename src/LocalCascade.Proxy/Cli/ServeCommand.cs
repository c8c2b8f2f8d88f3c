using System.CommandLine;
using LocalCascade.Http;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Hosting;

namespace LocalCascade.Proxy.Cli;

/// <summary><c>localcascade-proxy serve</c>, also what runs without a command.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Serve completions as the configuration file says (the default command)");
        command.SetAction((parsed, cancellationToken) => RunAsync(GlobalOptions.PathOf(parsed), cancellationToken));
        return command;
    }

    public static async Task<int> RunAsync(string path, CancellationToken cancellationToken)
    {
        var configuration = ConfigurationFile.Read(path);
        var server = new ProxyServer(configuration, Path.GetDirectoryName(path)!, TimeProvider.System, logging => Logs.Configure(logging, configuration.Telemetry.Level));
        await using (server.ConfigureAwait(false))
        {
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            foreach (var address in server.Addresses)
            {
                Console.Error.WriteLine($"localcascade-proxy: listening on {address}");
            }

            using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watcher = new ConfigurationWatcher(path, server, TimeProvider.System);
            var watched = watcher.RunAsync(watching.Token);
            await WaitForStopAsync(cancellationToken).ConfigureAwait(false);
            Console.Error.WriteLine("localcascade-proxy: stopping; streams that are under way may finish");
            await watching.CancelAsync().ConfigureAwait(false);
            await watched.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await server.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return ExitCodes.Success;
    }

    // SIGINT and SIGTERM cancel the command's token.
    private static Task WaitForStopAsync(CancellationToken cancellationToken) =>
        Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
