using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Telemetry;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Rpc;
using LocalCascade.Daemon.Telemetry;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Lsp;

/// <summary>
/// What one editor's session knows. Written by the read loop alone, in the order of the messages; requests that run
/// concurrently keep the snapshots that they took.
/// </summary>
internal sealed class ServerSession : IAsyncDisposable
{
    private bool _begun;

    public ServerSession(CompletionEngine engine, SettingsSource settings, RpcConnection connection, ILogger logger, CloudPool clouds, TelemetryPool telemetry, TimeProvider timeProvider)
    {
        Engine = engine;
        Settings = settings;
        Connection = connection;
        Logger = logger;
        Cloud = new(this, clouds);
        Status = new(this, timeProvider);
        engine.ModelChanged += _ => Status.Changed();
        Telemetry = new(telemetry, store => engine.UseTelemetry(store, store is null ? null : PathHash.FromFile(TelemetryFiles.PathKey), ClientName));
    }

    public CompletionEngine Engine { get; }

    public SettingsSource Settings { get; }

    public RpcConnection Connection { get; }

    public ILogger Logger { get; }

    /// <summary>The connection to the cloud tier, if there is one.</summary>
    public SessionCloud Cloud { get; }

    /// <summary>Where this session's numbers go, if anywhere.</summary>
    public SessionTelemetry Telemetry { get; }

    /// <summary>Tells the editor how things stand, where it wants to know.</summary>
    public StatusReporter Status { get; }

    /// <summary>The editor's name, as it gave it; empty when it did not.</summary>
    public string ClientName { get; set; } = "";

    public DocumentStore Documents { get; } = new();

    public LatestRequests Completions { get; } = new();

    /// <summary>The items of the last answers.</summary>
    public OfferedItems Offered { get; } = new();

    /// <summary>Documents that were never opened: older clients send their text with each question.</summary>
    public HashSet<string> SentWithRequests { get; } = new(StringComparer.Ordinal);

    public TriggerKinds TriggerKinds { get; } = new();

    /// <summary>The open folders' paths; swapped whole.</summary>
    public IReadOnlyList<string> WorkspaceFolders { get; set; } = [];

    public PositionEncoding Encoding { get; set; } = PositionEncoding.Utf16;

    public ClientCapabilities Client { get; set; } = new();

    /// <summary>What the client speaks.</summary>
    public Dialect Dialect { get; set; } = Dialect.Lsp;

    /// <summary>Whether a Copilot client is new enough to take its status by category; older ones warn of what they do not know.</summary>
    public bool WantsStatusByCategory { get; set; }

    /// <summary>Whether the client wants <c>localcascade/didChangeStatus</c>: its capability <c>experimental.localcascade.status</c>.</summary>
    public bool WantsStatus { get; set; }

    /// <summary>Whether the session ends with the editor's process. A relay watches it instead: it runs where the editor does.</summary>
    public bool WatchesClient { get; init; } = true;

    public SessionState State { get; set; } = SessionState.Started;

    /// <summary>Counts the times that the editor's settings were asked for or told; under the lock of <see cref="Settings"/>.</summary>
    public int SettingsEdition { get; set; }

    /// <summary>Who answered the last request, for <c>localcascade/status</c>; numbers and names only.</summary>
    public string? LastAnswer { get; set; }

    /// <summary>Begins the background work, once; on the read loop.</summary>
    public void Begin()
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        ModelReporter.Attach(this);
        Engine.Start();
        Cloud.Start();
        FileWatching.Begin(this);
        SessionSettings.Subscribe(this);
        SessionSettings.Pull(this);
        Status.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Cloud.DisposeAsync().ConfigureAwait(false);
        await Telemetry.DisposeAsync().ConfigureAwait(false);
    }
}
