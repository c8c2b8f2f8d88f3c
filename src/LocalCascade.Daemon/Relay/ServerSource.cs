using System.Net.Sockets;
using System.Text.Json;
using LocalCascade.Daemon.Background;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Rpc;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Relay;

/// <summary>
/// Finds the user's daemon and tells it <paramref name="hello"/>; starts it when there is none (<paramref name="start"/> gives why
/// it could not), and serves from this process when that cannot be done.
/// </summary>
internal sealed partial class ServerSource(RuntimeFolder folder, HelloParams hello, Func<CancellationToken, Task<string?>> start, TimeProvider timeProvider, ILogger logger) : IServerSource
{
    // A request to the editor is told by its number from one of an earlier daemon's.
    private const int RequestsPerServer = 1_000_000;

    private const int HelloId = 0;

    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestHello = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public async Task<ServerLink> FindAsync(int number, CancellationToken cancellationToken)
    {
        string reason;
        try
        {
            (var link, reason) = await FindDaemonAsync(number, cancellationToken).ConfigureAwait(false);
            if (link is not null)
            {
                return link;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever keeps us from the daemon, the editor is served.
        catch (Exception error)
#pragma warning restore CA1031
        {
            reason = error is IOException ? error.Message : error.ToString();
        }

        LogServingHere(logger, reason);
        return InProcessServer.Start(OpenSettings([]), logger);
    }

    public ServerLink StartHereWithoutModel() => InProcessServer.Start(OpenSettings(["useModel=false"]), logger);

    private SettingsSource OpenSettings(string[] more) => new(hello.ConfigFile, [.. hello.Settings, .. more], hello.Environment, hello.WorkingFolder);

    private async Task<(ServerLink? Link, string Reason)> FindDaemonAsync(int number, CancellationToken cancellationToken)
    {
        folder.Prepare();
        var begun = timeProvider.GetTimestamp();
        while (timeProvider.GetElapsedTime(begun) < LongestSearch)
        {
            var stream = await LocalEndpoint.TryConnectAsync(folder, cancellationToken).ConfigureAwait(false);
            if (stream is null)
            {
                if (await start(cancellationToken).ConfigureAwait(false) is { } failure)
                {
                    return (null, failure);
                }

                stream = await LocalEndpoint.TryConnectAsync(folder, cancellationToken).ConfigureAwait(false);
            }

            if (stream is not null)
            {
                var process = stream is NetworkStream { Socket: var socket } ? PeerUser.ProcessOf(socket) : null;
                var link = new ServerLink(stream, stream, stream, () => EndHanging(process));
                var answer = await GreetAsync(link, number, cancellationToken).ConfigureAwait(false);
                if (answer is { Accepted: true })
                {
                    return (link, "");
                }

                await link.DisposeAsync().ConfigureAwait(false);
                if (answer is { Retired: false })
                {
                    return (null, answer.Reason ?? "The daemon does not take this editor.");
                }
            }

            // It ends this moment, or has made way, or is started by somebody else and not up yet.
            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }

        return (null, $"No daemon could be reached within {LongestSearch.TotalSeconds} s.");
    }

    private static void EndHanging(int? process)
    {
        if (process is { } id)
        {
            DaemonProcess.Kill(id);
        }
    }

    // Null when it ended before it answered.
    private async Task<HelloResult?> GreetAsync(ServerLink link, int number, CancellationToken cancellationToken)
    {
        var own = hello with { FirstRequestId = ((number - 1) % 2000 * RequestsPerServer) + 1 };
        link.Send(Frame.Of(writer =>
        {
            writer.WriteNumber("id"u8, HelloId);
            writer.WriteString("method"u8, LocalMethods.Hello);
            writer.WritePropertyName("params"u8);
            JsonSerializer.Serialize(writer, own, LocalJsonContext.Default.HelloParams);
        }));
        using var limit = new CancellationTokenSource(LongestHello, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (await link.ReadAsync(both.Token).ConfigureAwait(false) is { } message)
            {
                using var document = JsonMessage.Parse(message.Body);
                if (document.RootElement.TryGetProperty("result"u8, out var result))
                {
                    return result.Deserialize(LocalJsonContext.Default.HelloResult);
                }

                if (document.RootElement.TryGetProperty("error"u8, out var error))
                {
                    return new(Accepted: false, Reason: $"The daemon cannot serve this editor: {error.GetProperty("message"u8)}");
                }
            }

            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(Accepted: false, Reason: $"The daemon did not answer within {LongestHello.TotalSeconds} s. To end it: localcascade daemon stop");
        }
    }

    [LoggerMessage(EventId = 63, Level = LogLevel.Warning, Message = "The editor is served without a daemon: {Reason}")]
    private static partial void LogServingHere(ILogger logger, string reason);
}
