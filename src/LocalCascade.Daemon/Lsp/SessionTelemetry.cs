using LocalCascade.Completion.Telemetry;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Telemetry;

namespace LocalCascade.Daemon.Lsp;

/// <summary>A session's place for its numbers, shared with the sessions of the same settings: follows the settings. Thread-safe.</summary>
/// <param name="pool">The process's stores.</param>
/// <param name="use">Gets the store to use from now on, or null for none.</param>
internal sealed class SessionTelemetry(TelemetryPool pool, Action<TelemetryStore?> use) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private TelemetryPlace? _place;
    private TelemetryStore? _store;
    private Task _ending = Task.CompletedTask;
    private bool _disposed;

    /// <summary>Opens, moves or ends the store as the settings say.</summary>
    public void Refresh(DaemonSettings settings)
    {
        lock (_gate)
        {
            var wanted = TelemetryPlace.Of(settings);
            if (_disposed || wanted == _place)
            {
                return;
            }

            var before = _store;
            (_place, _store) = (wanted, pool.Rent(settings));
            use(_store);
            Return(before);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task ending;
        lock (_gate)
        {
            _disposed = true;
            use(null);
            Return(_store);
            _store = null;
            ending = _ending;
        }

        await ending.ConfigureAwait(false);
    }

    private void Return(TelemetryStore? store)
    {
        if (store is not null)
        {
            _ending = ReturnAsync(_ending, store);
        }
    }

    private async Task ReturnAsync(Task before, TelemetryStore store)
    {
        await before.ConfigureAwait(false);
        await pool.ReturnAsync(store).ConfigureAwait(false);
    }
}
