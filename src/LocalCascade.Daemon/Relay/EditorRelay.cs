using System.IO.Pipelines;
using System.Text.Json;
using LocalCascade.Daemon.Background;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Rpc;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Relay;

/// <summary>
/// Stands between an editor and the daemon, and outlives the daemon.
/// <code>
/// editor ──▶ ReadEditorAsync ──▶ Take: remember, pass on ──▶ link ──▶ daemon
/// editor ◀── output queue ◀── TakeFromServer ◀── ReadServerAsync ◀── link ◀──┘
/// </code>
/// A link that is lost is replaced: the new server gets what is remembered, then the requests that are not answered yet. It is
/// the same with the first link, so that the editor never waits for a daemon to start: `initialize` is answered here.
/// Messages pass through as they came; only their outermost members are read, and documents' changes, after they were sent.
/// </summary>
internal sealed partial class EditorRelay : IAsyncDisposable
{
    private const int Warning = 2;
    private const int MostDeaths = 5;

    // No editor's: these are numbers, or names of their own.
    private const string PingId = "\"localcascade-ping\"";

    private static readonly Frame Ping = Frame.Of(writer =>
    {
        writer.WritePropertyName("id"u8);
        writer.WriteRawValue(PingId);
        writer.WriteString("method"u8, LocalMethods.Ping);
    });

    private static readonly TimeSpan DeathsWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(2);

    private readonly IServerSource _servers;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly MessageReader _editor;
    private readonly MessageWriter _output;
    private readonly CancellationTokenSource _ending = new();

    // Everything below is under the lock. Nothing waits in it.
    private readonly Lock _gate = new();
    private readonly RelayMemory _memory = new();
    private readonly OrderedDictionary<string, PendingRequest> _pending = new(StringComparer.Ordinal);
    private readonly ServerNews _news = new();
    private readonly Queue<long> _deaths = new();
    private readonly Liveness _liveness = new();
    private ServerLink? _link;
    private ITimer? _look;
    private Task _serving = Task.CompletedTask;
    private long _place;
    private int _links;
    private bool _connecting;
    private bool _shutDown;
    private Frame? _exit;

    public EditorRelay(Stream input, Stream output, IServerSource servers, TimeProvider timeProvider, ILogger logger)
    {
        (_servers, _timeProvider, _logger) = (servers, timeProvider, logger);
        _editor = new(PipeReader.Create(input, new(leaveOpen: true)));
        _output = new(output);
    }

    /// <summary>Cancelled when the session ends.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Ends <see cref="RunAsync"/>.</summary>
    public void End() => _ending.Cancel();

    /// <summary>Serves the editor until it ends the session or is gone.</summary>
    /// <returns>Whether it had sent `shutdown`.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        _output.Start();
        var stop = cancellationToken.Register(End);
        await using var stopping = stop.ConfigureAwait(false);
        _ = _output.Completion.ContinueWith((_, _) => End(), null, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        lock (_gate)
        {
            Connect();
        }

        if (await ReadEditorAsync().ConfigureAwait(false) && _shutDown)
        {
            // The server says its last words and closes.
            await _serving.WaitAsync(LongestEnd, _timeProvider, Ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _ending.CancelAsync().ConfigureAwait(false);
        return _shutDown;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(false);
        await _output.DisposeAsync().ConfigureAwait(false);
    }

    // Gives whether the editor said `exit`.
    private async Task<bool> ReadEditorAsync()
    {
        try
        {
            // A read of standard input cannot be cancelled; when we end first it is left behind.
            while (await _editor.ReadAsync(Ending).AsTask().WaitAsync(Ending).ConfigureAwait(false) is { } body)
            {
                var message = Frame.Of(body);
                _editor.Advance();
                var head = MessageHead.Read(message.Body.Span);
                lock (_gate)
                {
                    Take(head, message);
                }

                if (head is { Id: null, Method: "exit" })
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException) when (Ending.IsCancellationRequested)
        {
        }
        catch (Exception error) when (error is IOException or FramingException)
        {
            LogEditorGone(_logger, error.Message);
        }

        return false;
    }

    private void Take(MessageHead head, Frame message)
    {
        _place++;
        switch (head)
        {
            case { Id: { } id, Method: "initialize" } when _memory.InitializeId is null && TryInitialize(id, message):
                break;
            case { Id: { } id, Method: { } method }:
                TakeRequest(new(id, method, message, _place));
                break;
            case { Id: null, Method: "$/cancelRequest" } when _link is null:
                CancelPending(message);
                break;
            default:
                _exit = head is { Id: null, Method: "exit" } ? message : null;
                _link?.Send(message);
                if (head is { Id: null, Method: { } notification })
                {
                    _memory.Take(notification, message, _place);
                }

                break;
        }
    }

    private bool TryInitialize(string id, Frame message)
    {
        try
        {
            var answer = _memory.Initialize(id, message, out var request);
            Write(writer =>
            {
                writer.WritePropertyName("id"u8);
                writer.WriteRawValue(id);
                writer.WritePropertyName("result"u8);
                JsonSerializer.Serialize(writer, answer, LspJsonContext.Default.InitializeResult);
            });
            if (request.ProcessId is { } editor)
            {
                ParentProcess.WhenEnded(editor, End, Ending);
            }
        }
        catch (Exception error) when (error is RpcException or JsonException)
        {
            // The server says what is wrong with it.
            return false;
        }

        if (_link is { } link)
        {
            link.AnsweredId = id;
            link.Send(message);
        }

        return true;
    }

    private void TakeRequest(PendingRequest request)
    {
        _pending[request.Id] = request;
        _shutDown |= request.Method == "shutdown";
        if (_link is { } link)
        {
            link.Send(request.Message);
        }
        else if (!_connecting && !_shutDown)
        {
            Connect();
        }
        else if (!_connecting)
        {
            AnswerWhatIsLeft();
        }
    }

    private void CancelPending(Frame message)
    {
        try
        {
            using var document = JsonMessage.Parse(message.Body);
            if (document.RootElement.TryGetProperty("params"u8, out var parameters) && parameters.ValueKind == JsonValueKind.Object
                && parameters.TryGetProperty("id"u8, out var id) && _pending.TryGetValue(id.GetRawText(), out var request))
            {
                Refuse(request);
            }
        }
        catch (JsonException)
        {
            // It names no request.
        }
    }

    // Under the lock.
    private void Connect()
    {
        _connecting = true;
        _serving = ServeAsync(_serving);
    }

    private async Task ServeAsync(Task before)
    {
        await Task.Yield();
        await before.ConfigureAwait(false);
        ServerLink? link = null;
        try
        {
            link = await FindServerAsync().ConfigureAwait(false);
            lock (_gate)
            {
                Attach(link);
            }

            while (await link.ReadAsync(Ending).ConfigureAwait(false) is { } message)
            {
                if (TakeFromServer(link, message))
                {
                    await _output.SendAsync(message).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (Ending.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // Whatever it is: an editor whose server ends starts another, one whose server is dumb waits.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailed(_logger, $"{error.GetType()}{Environment.NewLine}{error.StackTrace}");
            End();
        }

        lock (_gate)
        {
            Lose(link);
        }

        if (link is not null)
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<ServerLink> FindServerAsync()
    {
        int deaths, links;
        lock (_gate)
        {
            (deaths, links) = (_deaths.Count, ++_links);
        }

        if (deaths >= MostDeaths)
        {
            LogGaveUp(_logger, deaths);
            Tell($"The background daemon ended {deaths} times within a minute. This editor is served without it and without the model, by the workspace predictor alone, until it starts the server again. The log may say why: {UserFolders.State}");
            return _servers.StartHereWithoutModel();
        }

        if (deaths > 1)
        {
            // The first death is answered at once.
            await Task.Delay(FirstPause * (1 << (deaths - 2)), _timeProvider, Ending).ConfigureAwait(false);
        }

        return await _servers.FindAsync(links, Ending).ConfigureAwait(false);
    }

    private void Attach(ServerLink link)
    {
        _connecting = false;
        _link = link;
        _liveness.Heard();
        _look = link.CanHang ? _timeProvider.CreateTimer(_ => LookAfter(link), null, Liveness.Pause, Timeout.InfiniteTimeSpan) : null;
        link.AnsweredId = _memory.InitializeId;
        foreach (var message in _memory.Replay())
        {
            link.Send(message);
        }

        RefuseOutdated();
        foreach (var request in _pending.Values)
        {
            link.Send(request.Message);
        }

        if (_exit is { } exit)
        {
            link.Send(exit);
        }
    }

    private void LookAfter(ServerLink link)
    {
        lock (_gate)
        {
            if (_link != link)
            {
                return;
            }

            switch (_liveness.Look(_pending.Count > 0))
            {
                case LivenessStep.Ask:
                    link.Send(Ping);
                    break;
                case LivenessStep.GiveUp:
                    LogServerHangs(_logger);
                    link.GiveUp();
                    return;
            }

            // From here on, so that looks do not pile up while this process has no time.
            _look?.Change(Liveness.Pause, Timeout.InfiniteTimeSpan);
        }
    }

    private void Lose(ServerLink? link)
    {
        _look?.Dispose();
        _look = null;
        _link = null;
        _connecting = false;
        if (_shutDown || Ending.IsCancellationRequested)
        {
            AnswerWhatIsLeft();
            return;
        }

        foreach (var message in _news.ServerLost())
        {
            Write(message);
        }

        RefuseOutdated();
        if (link is { IsStopping: false })
        {
            var now = _timeProvider.GetTimestamp();
            _deaths.Enqueue(now);
            while (_timeProvider.GetElapsedTime(_deaths.Peek(), now) > DeathsWithin)
            {
                _deaths.Dequeue();
            }

            LogServerLost(_logger, _pending.Count);
            Connect();
        }
        else if (_pending.Count > 0)
        {
            Connect();
        }
    }

    // Gives whether the editor is to see it.
    private bool TakeFromServer(ServerLink link, Frame message)
    {
        var head = MessageHead.Read(message.Body.Span);
        lock (_gate)
        {
            _liveness.Heard();
            if (head is { Id: { } answered, Method: null })
            {
                if (answered == PingId)
                {
                    return false;
                }

                if (answered == link.AnsweredId)
                {
                    link.AnsweredId = null;
                    return false;
                }

                _pending.Remove(answered);
                return true;
            }

            if (head.Method == LocalMethods.Stopping)
            {
                link.IsStopping = true;
                return false;
            }

            var isNews = _news.Take(head, message, out var answer);
            if (answer is not null)
            {
                link.Send(answer);
            }

            return isNews;
        }
    }

    // Requests whose text is gone, and all but a document's latest: as the server would.
    private void RefuseOutdated()
    {
        var latest = new Dictionary<string, PendingRequest>(StringComparer.Ordinal);
        foreach (var request in _pending.Values.ToList())
        {
            if (_memory.IsOutdated(request))
            {
                Refuse(request);
            }
            else if (RelayMemory.FindDocument(request) is { } uri)
            {
                if (latest.TryGetValue(uri, out var before))
                {
                    Refuse(before);
                }

                latest[uri] = request;
            }
        }
    }

    private void AnswerWhatIsLeft()
    {
        foreach (var request in _pending.Values.ToList())
        {
            if (request.Method != "shutdown")
            {
                Refuse(request);
                continue;
            }

            _pending.Remove(request.Id);
            Write(writer =>
            {
                writer.WritePropertyName("id"u8);
                writer.WriteRawValue(request.Id);
                writer.WriteNull("result"u8);
            });
        }
    }

    private void Refuse(PendingRequest request)
    {
        _pending.Remove(request.Id);
        Write(writer =>
        {
            writer.WritePropertyName("id"u8);
            writer.WriteRawValue(request.Id);
            writer.WriteStartObject("error"u8);
            writer.WriteNumber("code"u8, RpcErrorCodes.RequestCancelled);
            writer.WriteString("message"u8, "The request was cancelled.");
            writer.WriteEndObject();
        });
    }

    private void Tell(string text) => Write(writer =>
    {
        writer.WriteString("method"u8, "window/showMessage"u8);
        writer.WritePropertyName("params"u8);
        JsonSerializer.Serialize(writer, new ShowMessageParams(Warning, $"LocalCascade: {text}"), LspJsonContext.Default.ShowMessageParams);
    });

    // Queued without waiting for room: reading goes on.
    private void Write(Action<Utf8JsonWriter> writeMembers) => Write(Frame.Of(writeMembers));

    private void Write(Frame message) => _ = _output.SendAsync(message).AsTask();

    [LoggerMessage(EventId = 60, Level = LogLevel.Warning, Message = "The editor's stream ended: {Reason}")]
    private static partial void LogEditorGone(ILogger logger, string reason);

    [LoggerMessage(EventId = 64, Level = LogLevel.Error, Message = "The relay failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    [LoggerMessage(EventId = 61, Level = LogLevel.Warning, Message = "The daemon is gone with {Pending} requests in flight; another is started")]
    private static partial void LogServerLost(ILogger logger, int pending);

    [LoggerMessage(EventId = 65, Level = LogLevel.Warning, Message = "The daemon hangs: requests wait, and it gives no sign of life. It is ended")]
    private static partial void LogServerHangs(ILogger logger);

    [LoggerMessage(EventId = 62, Level = LogLevel.Error, Message = "The daemon ended {Deaths} times within a minute; this editor is served without it and without the model")]
    private static partial void LogGaveUp(ILogger logger, int deaths);
}
