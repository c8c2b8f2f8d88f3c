using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Rpc;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Daemon.Playground;

/// <summary>
/// One tab: an editor like any other, whose messages come by a WebSocket, each a text message without a header.
/// <code>
///   page ──text──▶ WebSocket ──framed──▶ pipe ──▶ RpcConnection ──▶ language server, engine
///   page ◀──text── WebSocket ◀─framed── pipe ◀── RpcConnection ◀── answers, steps
/// </code>
/// Every queue in between is bounded: a page that does not read makes its own session wait, and nothing else.
/// </summary>
internal sealed class PlaygroundSession
{
    private const int MostMessageBytes = 32 * 1024 * 1024;

    private readonly WebSocket _socket;
    private readonly Pipe _toServer = new();
    private readonly Pipe _fromServer = new();

    private PlaygroundSession(WebSocket socket) => _socket = socket;

    /// <summary>Serves a tab until it closes or <paramref name="cancellationToken"/> ends it.</summary>
    public static async Task ServeAsync(WebSocket socket, SettingsSource settings, SharedServices shared, PlaygroundFiles files, HelloAnswer hello, ILogger logger, CancellationToken cancellationToken)
    {
        var session = new PlaygroundSession(socket);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tracer = new CompletionTracer();
        var connection = new RpcConnection(session._toServer.Reader.AsStream(), session._fromServer.Writer.AsStream(), logger);
        var editor = new EditorSession(settings, connection, shared, logger, watchesClient: false) { Observer = tracer };
        await using (editor.ConfigureAwait(false))
        {
            var sending = session.SendAsync(ending.Token);
            var tracing = tracer.SendAsync(connection);
            var receiving = session.ReceiveAsync(ending.Token);
            var serving = connection.RunAsync(new PlaygroundTarget(editor.Server, files, hello), ending.Token);
            await Task.WhenAny(receiving, sending, serving).ConfigureAwait(false);
            await ending.CancelAsync().ConfigureAwait(false);

            // Nobody reads any more: whoever waits for room in the queues is let go.
            tracer.End();
            await Task.WhenAll(receiving, sending).ConfigureAwait(false);
            await session._fromServer.Reader.CompleteAsync().ConfigureAwait(false);
            await serving.ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
            await tracing.ConfigureAwait(false);
        }

        await session.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>(16 * 1024);
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(message.GetMemory(4096), cancellationToken).ConfigureAwait(false);
                if (received.MessageType != WebSocketMessageType.Text)
                {
                    return;
                }

                message.Advance(received.Count);
                if (message.WrittenCount > MostMessageBytes)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, $"A message has more than {MostMessageBytes} bytes.", cancellationToken).ConfigureAwait(false);
                    return;
                }

                if (received.EndOfMessage)
                {
                    await _toServer.Writer.WriteAsync(Frame.Of(message.WrittenSpan).Bytes, cancellationToken).ConfigureAwait(false);
                    message.ResetWrittenCount();
                }
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The tab is gone, or we are closing.
        }
        finally
        {
            await _toServer.Writer.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var reader = new MessageReader(_fromServer.Reader);
        try
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } body)
            {
                foreach (var part in body)
                {
                    await _socket.SendAsync(part, WebSocketMessageType.Text, endOfMessage: false, cancellationToken).ConfigureAwait(false);
                }

                await _socket.SendAsync(ReadOnlyMemory<byte>.Empty, WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
                reader.Advance();
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException or FramingException)
        {
            // As above.
        }
    }

    private async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            // An operation that was cancelled aborts a WebSocket; there may be nothing left to close.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, cancellationToken.IsCancellationRequested ? "localcascade playground was ended." : "", limit.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
            {
                // It is gone already.
            }
        }
    }
}
