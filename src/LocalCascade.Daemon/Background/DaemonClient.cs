using System.Text.Json;
using LocalCascade.Daemon.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Background;

/// <summary>Asks the daemon about itself.</summary>
internal sealed class DaemonClient : IRpcTarget, IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly RpcConnection _connection;
    private readonly Task _running;

    private DaemonClient(Stream stream)
    {
        _stream = stream;
        _connection = new(stream, stream, NullLogger.Instance);
        _running = _connection.RunAsync(this, CancellationToken.None);
    }

    /// <summary>Completes when the daemon has ended.</summary>
    public Task Ended => _running;

    /// <summary>Connects to the user's daemon; null when there is none.</summary>
    /// <exception cref="IOException">Something else listens there.</exception>
    public static async Task<DaemonClient?> ConnectAsync(RuntimeFolder folder, CancellationToken cancellationToken) =>
        await LocalEndpoint.TryConnectAsync(folder, cancellationToken).ConfigureAwait(false) is { } stream ? new(stream) : null;

    /// <summary>How it is; null when it ended before it could say.</summary>
    public async Task<DaemonStatus?> GetStatusAsync(CancellationToken cancellationToken) =>
        await AskAsync(LocalMethods.Status, cancellationToken).ConfigureAwait(false) is { } answer ? answer.Deserialize(LocalJsonContext.Default.DaemonStatus) : null;

    /// <summary>Asks it to end, and waits until it has.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await AskAsync(LocalMethods.Stop, cancellationToken).ConfigureAwait(false);
        await Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<RpcResult> RequestAsync(string method, JsonElement parameters, CancellationToken cancellationToken) =>
        throw new RpcException(RpcErrorCodes.MethodNotFound, "Nothing is answered here.");

    public void Notify(string method, JsonElement parameters)
    {
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Close();
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    private async Task<JsonElement?> AskAsync(string method, CancellationToken cancellationToken)
    {
        try
        {
            var asking = _connection.RequestAsync(method, new NoParams(), LocalJsonContext.Default.NoParams);

            // Asked after the connection ended, there is nobody to say so.
            await Task.WhenAny(asking, _running).WaitAsync(cancellationToken).ConfigureAwait(false);
            return asking.IsCompleted ? await asking.ConfigureAwait(false) : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
