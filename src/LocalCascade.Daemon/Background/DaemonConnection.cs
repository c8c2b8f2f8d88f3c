using System.Text.Json;
using LocalCascade.Completion.Cascade;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Logging;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Rpc;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Background;

/// <summary>One local connection: until <c>hello</c> it takes questions about the daemon itself, from then on it is an editor's session.</summary>
internal sealed partial class DaemonConnection : IRpcTarget, IAsyncDisposable
{
    private readonly BackgroundDaemon _daemon;
    private readonly Stream _stream;
    private readonly DaemonOptions _options;
    private readonly ILogger _logger;
    private readonly RpcConnection _connection;
    private RotatingFile? _log;
    private volatile EditorSession? _session;

    public DaemonConnection(BackgroundDaemon daemon, Stream stream, DaemonOptions options, ILogger logger)
    {
        (_daemon, _stream, _options, _logger) = (daemon, stream, options, logger);
        _connection = new(stream, stream, logger);
    }

    /// <summary>Whether an editor is behind it.</summary>
    public bool IsSession => _session is not null;

    /// <summary>The model of its session.</summary>
    public ModelStatus? Model => _session?.Model;

    /// <summary>Serves until either side ends it.</summary>
    public Task RunAsync() => _connection.RunAsync(this, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        // The connection first: what is queued for the editor still goes out.
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        if (_session is { } session)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }

        _log?.Dispose();
    }

    /// <summary>Tells the relay that this end is meant, and ends.</summary>
    public void End()
    {
        if (IsSession)
        {
            _ = _connection.NotifyAsync(LocalMethods.Stopping, new(), LocalJsonContext.Default.NoParams).AsTask();
        }

        _connection.Close();
    }

    public ValueTask<RpcResult> RequestAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        if (_session is { } session)
        {
            return method == LocalMethods.Ping ? new(LspJson.Null) : session.Server.RequestAsync(method, parameters, cancellationToken);
        }

        switch (method)
        {
            case LocalMethods.Hello:
                return new(RpcResult.Of(Greet(LspJson.Read(parameters, LocalJsonContext.Default.HelloParams)), LocalJsonContext.Default.HelloResult));
            case LocalMethods.Status:
                return new(RpcResult.Of(_daemon.GetStatus(), LocalJsonContext.Default.DaemonStatus));
            case LocalMethods.Stop:
                _daemon.Stop();
                return new(LspJson.Null);
            default:
                throw new RpcException(RpcErrorCodes.InvalidRequest, $"{method} came before {LocalMethods.Hello}.");
        }
    }

    public void Notify(string method, JsonElement parameters) => _session?.Server.Notify(method, parameters);

    private HelloResult Greet(HelloParams hello)
    {
        if (_daemon.IsClosing)
        {
            return new(Accepted: false, Retired: true, "This daemon is about to end.");
        }

        if (hello.Version != _options.Version)
        {
            LogOtherVersion(_logger, hello.Version);
            _daemon.Retire();
            return new(Accepted: false, Retired: true, $"This daemon is of version {_options.Version}.");
        }

        if (!hello.Folders.SequenceEqual(_options.Folders))
        {
            return new(Accepted: false, Retired: false, $"The user's daemon keeps its settings and data in {string.Join(", ", _options.Folders)}, and this editor's environment names other folders.");
        }

        var settings = new SettingsSource(hello.ConfigFile, hello.Settings, hello.Environment, hello.WorkingFolder);
        _log = hello.LogFile is { } file ? new(file) : null;
        _connection.NumberRequestsFrom(hello.FirstRequestId);
        _session = new(settings, _connection, _daemon.Shared, new FileLogger(_log ?? _daemon.Log, settings.Current.LogLevel, _options.TimeProvider), watchesClient: false);
        _daemon.SessionsChanged();
        LogSession(_logger, hello.ClientProcessId);
        return new(Accepted: true);
    }

    [LoggerMessage(EventId = 47, Level = LogLevel.Information, Message = "A session began for the relay {ProcessId}")]
    private static partial void LogSession(ILogger logger, int processId);

    [LoggerMessage(EventId = 48, Level = LogLevel.Information, Message = "A relay of version {Version} came")]
    private static partial void LogOtherVersion(ILogger logger, string version);
}
