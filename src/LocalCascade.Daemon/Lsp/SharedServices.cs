using LocalCascade.Completion.Cascade;
using LocalCascade.Daemon.Telemetry;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Lsp;

/// <summary>What the sessions of one process share. To be disposed of after them.</summary>
internal sealed class SharedServices(TimeProvider timeProvider, ILogger logger, bool keepsLastModel = false) : IAsyncDisposable
{
    public TimeProvider TimeProvider { get; } = timeProvider;

    /// <summary>Models, connections to the cloud, earlier answers.</summary>
    public SharedTiers Tiers { get; } = new(timeProvider, keepsLastModel);

    /// <summary>Where the numbers go.</summary>
    public TelemetryPool Telemetry { get; } = new(timeProvider, logger);

    public async ValueTask DisposeAsync()
    {
        await Telemetry.DisposeAsync().ConfigureAwait(false);
        await Tiers.DisposeAsync().ConfigureAwait(false);
    }
}
