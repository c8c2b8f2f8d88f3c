using System.IO.Pipelines;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Rpc;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Relay;

/// <summary>The server in the relay's own process, for when there is no daemon to be had.</summary>
internal sealed class InProcessServer : IAsyncDisposable
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _fromServer = new();
    private readonly SharedServices _shared;
    private readonly RpcConnection _connection;
    private readonly EditorSession _session;
    private readonly Task _running;

    private InProcessServer(SettingsSource settings, ILogger logger)
    {
        _shared = new(TimeProvider.System, logger);
        _connection = new(_toServer.Reader.AsStream(), _fromServer.Writer.AsStream(), logger);
        _session = new(settings, _connection, _shared, logger, watchesClient: false);
        _running = RunAsync();
    }

    /// <summary>Starts one.</summary>
    public static ServerLink Start(SettingsSource settings, ILogger logger)
    {
        var server = new InProcessServer(settings, logger);
        return new(server._fromServer.Reader.AsStream(), server._toServer.Writer.AsStream(), server);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Close();
        await _fromServer.Reader.CompleteAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        await _session.DisposeAsync().ConfigureAwait(false);
        await _shared.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await _connection.RunAsync(_session.Server, CancellationToken.None).ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _fromServer.Writer.CompleteAsync().ConfigureAwait(false);
        await _toServer.Reader.CompleteAsync().ConfigureAwait(false);
    }
}
