using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Observing;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Rpc;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Lsp;

/// <summary>One editor's server: an engine of its own on what all editors share, and the session that talks to it.</summary>
internal sealed class EditorSession : IAsyncDisposable
{
    private readonly ServerSession _session;

    /// <summary>Begins a session, which ends with the editor's process where <paramref name="watchesClient"/>.</summary>
    public EditorSession(SettingsSource settings, RpcConnection connection, SharedServices shared, ILogger logger, bool watchesClient)
    {
        var engine = new CompletionEngine(settings.Current.Engine, modelFolder: null, shared.TimeProvider, logger, shared.Tiers);
        _session = new(engine, settings, connection, logger, shared.Tiers.Clouds, shared.Telemetry, shared.TimeProvider) { WatchesClient = watchesClient };
        Server = new(_session);
    }

    /// <summary>Who looks on while completions are made; null for nobody.</summary>
    public ICompletionObserver? Observer
    {
        init => _session.Engine.Observer = value;
    }

    /// <summary>What answers the editor's messages.</summary>
    public LanguageServer Server { get; }

    /// <summary>The model's state.</summary>
    public ModelStatus Model => _session.Engine.Status.Model;

    /// <summary>Whether the editor has said that it ends.</summary>
    public bool IsShutDown => _session.State == SessionState.ShutDown;

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync().ConfigureAwait(false);
        foreach (var document in _session.Documents.Snapshots)
        {
            // An editor that died has closed nothing, and what is shared outlives the session.
            _session.Engine.DocumentClosed(document.Uri);
        }

        await _session.Engine.DisposeAsync().ConfigureAwait(false);
    }
}
