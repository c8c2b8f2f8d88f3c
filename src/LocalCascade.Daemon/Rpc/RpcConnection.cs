using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Rpc;

/// <summary>
/// One JSON-RPC 2.0 connection. The read loop takes messages in order and never waits for a handler or for the writer, so
/// that a cancellation always gets through; every request gets exactly one answer.
/// </summary>
internal sealed partial class RpcConnection(Stream input, Stream output, ILogger logger) : IAsyncDisposable
{
    // An editor has a handful in flight. Past this the peer is broken, or does not read our answers, and each costs memory.
    private const int MaxRequestsInFlight = 10_000;

    private readonly MessageWriter _writer = new(output);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _inFlight = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly CancellationTokenSource _closing = new();
    private int _nextId;
    private int _unanswered;

    /// <summary>Serves until the peer closes, the framing breaks, or cancellation. Requests in flight are cancelled then.</summary>
    public async Task RunAsync(IRpcTarget target, CancellationToken cancellationToken)
    {
        _writer.Start();
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        // A peer that no longer takes answers is gone, also when its input stays open.
        _ = _writer.Completion.ContinueWith(static (_, source) => ((CancellationTokenSource)source!).Cancel(), _closing, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var reader = new MessageReader(PipeReader.Create(input, new(leaveOpen: true)));
        try
        {
            // A read of standard input cannot be cancelled; when we close first it is left behind.
            while (await reader.ReadAsync(closing.Token).AsTask().WaitAsync(closing.Token).ConfigureAwait(false) is { } body)
            {
                JsonDocument? message = null;
                try
                {
                    // A copy: the document lives on while the pipe's memory is used again.
                    message = JsonMessage.Parse(body.ToArray());
                }
                catch (JsonException error)
                {
                    LogMalformed(logger, error.BytePositionInLine ?? 0);
                    Answer(_writer.ErrorAsync(null, RpcErrorCodes.ParseError, "The message is not valid JSON."));
                }

                reader.Advance();
                if (message is not null)
                {
                    Dispatch(target, message);
                }
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
        }
        catch (FramingException error)
        {
            LogFraming(logger, error.Message);
        }
        catch (IOException error)
        {
            LogFraming(logger, error.Message);
        }
        finally
        {
            foreach (var request in _inFlight.Values)
            {
                await CancelAsync(request).ConfigureAwait(false);
            }

            foreach (var asked in _asked.Values)
            {
                asked.TrySetCanceled(CancellationToken.None);
            }
        }
    }

    /// <summary>Cancelled when <see cref="RunAsync"/> is asked to end.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Numbers our requests from here on.</summary>
    public void NumberRequestsFrom(int first) => Volatile.Write(ref _nextId, first - 1);

    /// <summary>Ends <see cref="RunAsync"/>.</summary>
    public void Close() => _closing.Cancel();

    public ValueTask NotifyAsync<T>(string method, T parameters, JsonTypeInfo<T> type) => _writer.NotifyAsync(method, parameters, type);

    /// <summary>Asks the peer; the answer is its result.</summary>
    /// <exception cref="RpcException">The peer answered with an error.</exception>
    /// <exception cref="OperationCanceledException">The connection closed.</exception>
    public async Task<JsonElement> RequestAsync<T>(string method, T parameters, JsonTypeInfo<T> type)
    {
        var id = Interlocked.Increment(ref _nextId);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        try
        {
            await _writer.RequestAsync(id, method, parameters, type).ConfigureAwait(false);
            return await answer.Task.ConfigureAwait(false);
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    private void Dispatch(IRpcTarget target, JsonDocument message)
    {
        var root = message.RootElement;
        if (root.ValueKind == JsonValueKind.Array)
        {
            message.Dispose();
            Answer(_writer.ErrorAsync(null, RpcErrorCodes.InvalidRequest, "Batches are not part of LSP's base protocol."));
            return;
        }

        var hasId = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("id"u8, out var idElement) && idElement.ValueKind != JsonValueKind.Null;
        var id = default(RequestId);
        var validId = hasId && RequestId.TryRead(root.GetProperty("id"u8), out id);
        if (root.ValueKind != JsonValueKind.Object || (hasId && !validId))
        {
            message.Dispose();
            Answer(_writer.ErrorAsync(null, RpcErrorCodes.InvalidRequest, "The message is not a JSON-RPC 2.0 object."));
            return;
        }

        var parameters = root.TryGetProperty("params"u8, out var given) ? given : default;
        if (!root.TryGetProperty("method"u8, out var methodElement) || methodElement.ValueKind != JsonValueKind.String)
        {
            if (hasId && (root.TryGetProperty("result"u8, out _) || root.TryGetProperty("error"u8, out _)))
            {
                TakeAnswer(id, root);
            }
            else
            {
                Answer(_writer.ErrorAsync(validId ? id : null, RpcErrorCodes.InvalidRequest, "The message has no method."));
            }

            message.Dispose();
        }
        else if (!hasId)
        {
            Notify(target, methodElement.GetString()!, parameters);
            message.Dispose();
        }
        else
        {
            Request(target, id, methodElement.GetString()!, parameters, message);
        }
    }

    private void Notify(IRpcTarget target, string method, JsonElement parameters)
    {
        if (method == "$/cancelRequest")
        {
            if (parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("id"u8, out var idElement) && RequestId.TryRead(idElement, out var id)
                && _inFlight.TryGetValue(id.Key, out var request))
            {
                // Whoever waits for the token runs elsewhere: the read loop goes on.
                _ = CancelAsync(request);
            }

            return;
        }

        try
        {
            target.Notify(method, parameters);
        }
        catch (RpcException error)
        {
            LogNotificationFailed(logger, method, error.Message);
        }
#pragma warning disable CA1031 // One bad notification must not end the editor's session.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogNotificationFailed(logger, method, Describe(error));
        }
    }

    private void Request(IRpcTarget target, RequestId id, string method, JsonElement parameters, JsonDocument message)
    {
        if (Volatile.Read(ref _unanswered) >= MaxRequestsInFlight)
        {
            message.Dispose();
            Answer(_writer.ErrorAsync(id, RpcErrorCodes.RequestFailed, $"More than {MaxRequestsInFlight} requests are in flight."));
            return;
        }

        var source = new CancellationTokenSource();
        if (!_inFlight.TryAdd(id.Key, source))
        {
            message.Dispose();
            source.Dispose();
            Answer(_writer.ErrorAsync(id, RpcErrorCodes.InvalidRequest, "A request with this id is in flight already."));
            return;
        }

        Interlocked.Increment(ref _unanswered);
        _ = AnswerAsync(target, id, method, parameters, message, source);
    }

    private async Task AnswerAsync(IRpcTarget target, RequestId id, string method, JsonElement parameters, JsonDocument message, CancellationTokenSource source)
    {
        RpcResult? result = null;
        var (code, reason) = (0, "");
        try
        {
            result = await target.RequestAsync(method, parameters, source.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            (code, reason) = (RpcErrorCodes.RequestCancelled, "The request was cancelled.");
        }
        catch (RpcException error)
        {
            (code, reason) = (error.Code, error.Message);
        }
#pragma warning disable CA1031 // Every request is answered, also one that a defect of ours brought down.
        catch (Exception error)
#pragma warning restore CA1031
        {
            (code, reason) = Fail(method, error);
        }

        message.Dispose();
        _inFlight.TryRemove(id.Key, out _);
        source.Dispose();
        try
        {
            if (result is not null)
            {
                await result.WriteAsync(_writer, id).ConfigureAwait(false);
                return;
            }
        }
#pragma warning disable CA1031 // A result that cannot be written is answered all the same.
        catch (Exception error)
#pragma warning restore CA1031
        {
            (code, reason) = Fail(method, error);
        }
        finally
        {
            Interlocked.Decrement(ref _unanswered);
        }

        await _writer.ErrorAsync(id, code, reason).ConfigureAwait(false);
    }

    private (int Code, string Reason) Fail(string method, Exception error)
    {
        LogRequestFailed(logger, method, Describe(error));
        return (RpcErrorCodes.InternalError, $"{method} failed unexpectedly: {error.Message}");
    }

    // For the log: where it failed, without the message, which may quote the user's text.
    private static string Describe(Exception error) => $"{error.GetType()}{Environment.NewLine}{error.StackTrace}";

    private void TakeAnswer(RequestId id, JsonElement root)
    {
        if (!int.TryParse(id.Key, out var number) || !_asked.TryRemove(number, out var waiting))
        {
            return;
        }

        if (root.TryGetProperty("error"u8, out var error) && error.ValueKind == JsonValueKind.Object)
        {
            var code = error.TryGetProperty("code"u8, out var c) && c.ValueKind == JsonValueKind.Number && c.TryGetInt32(out var value) ? value : RpcErrorCodes.InternalError;
            waiting.TrySetException(new RpcException(code, error.TryGetProperty("message"u8, out var m) ? m.ToString() : ""));
        }
        else
        {
            waiting.TrySetResult(root.TryGetProperty("result"u8, out var result) ? result.Clone() : default);
        }
    }

    // From the read loop: the answer is queued without waiting for room.
    private static void Answer(ValueTask sending) => _ = sending.AsTask();

    private static async Task CancelAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It was answered meanwhile.
        }
    }

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "A message was not valid JSON (byte {Position})")]
    private static partial void LogMalformed(ILogger logger, long position);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning, Message = "The connection ended: {Reason}")]
    private static partial void LogFraming(ILogger logger, string reason);

    [LoggerMessage(EventId = 22, Level = LogLevel.Warning, Message = "Notification {Method} failed: {Reason}")]
    private static partial void LogNotificationFailed(ILogger logger, string method, string reason);

    [LoggerMessage(EventId = 23, Level = LogLevel.Error, Message = "Request {Method} failed: {Reason}")]
    private static partial void LogRequestFailed(ILogger logger, string method, string reason);
}
