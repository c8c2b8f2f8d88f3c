using LocalCascade.Completion.Telemetry;
using LocalCascade.Daemon.Configuration;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Telemetry;

/// <summary>
/// The stores of one process: sessions that keep their numbers in the same place, and export them to the same, share one
/// writer. A session that is offline never shares one with an exporter. Thread-safe.
/// </summary>
internal sealed class TelemetryPool(TimeProvider timeProvider, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TelemetryPlace, Shared> _stores = [];

    /// <summary>A store for these settings, to be given back by <see cref="ReturnAsync"/>; null where telemetry is off.</summary>
    public TelemetryStore? Rent(DaemonSettings settings)
    {
        if (TelemetryPlace.Of(settings) is not { } place)
        {
            return null;
        }

        lock (_gate)
        {
            if (!_stores.TryGetValue(place, out var shared))
            {
                _stores[place] = shared = Open(place);
            }

            shared.Users++;
            return shared.Store;
        }
    }

    /// <summary>Gives a store back; its last user closes it.</summary>
    public async ValueTask ReturnAsync(TelemetryStore store)
    {
        Shared? last = null;
        lock (_gate)
        {
            foreach (var (place, shared) in _stores)
            {
                if (shared.Store == store && --shared.Users == 0)
                {
                    _stores.Remove(place);
                    last = shared;
                    break;
                }
            }
        }

        if (last is not null)
        {
            await last.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Shared[] stores;
        lock (_gate)
        {
            stores = [.. _stores.Values];
            _stores.Clear();
        }

        foreach (var shared in stores)
        {
            await shared.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Shared Open(TelemetryPlace place)
    {
        OtlpExport? export = null;
        if (place.OtlpEndpoint.Length > 0)
        {
            try
            {
                export = OtlpExport.Start(place.OtlpEndpoint);
            }
            catch (TelemetryException error)
            {
                logger.LogWarning("Metrics are not exported: {Reason}", error.Message);
            }
        }

        return new(new(place.File, place.Retention, timeProvider, logger, export is null ? null : new CompletionMetrics()), export);
    }

    private sealed class Shared(TelemetryStore store, OtlpExport? export) : IAsyncDisposable
    {
        public TelemetryStore Store => store;

        public int Users { get; set; }

        public async ValueTask DisposeAsync()
        {
            // The exporter sends what the meter has counted while the meter is still there.
            export?.Dispose();
            await store.DisposeAsync().ConfigureAwait(false);
        }
    }
}
