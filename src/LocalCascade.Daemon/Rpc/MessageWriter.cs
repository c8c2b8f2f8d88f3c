using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;

namespace LocalCascade.Daemon.Rpc;

/// <summary>
/// Writes messages, one at a time, header and body together. Senders wait when the peer does not read; the queue in between
/// is bounded.
/// </summary>
internal sealed class MessageWriter(Stream output) : IAsyncDisposable
{
    // Enough for a burst of answers; each is small. Behind it senders wait, and with them the work they would start next.
    private const int QueueLength = 256;

    private readonly Channel<Frame> _queue = Channel.CreateBounded<Frame>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private Task _writing = Task.CompletedTask;

    /// <summary>Completes when the output is closed, by us or by the peer.</summary>
    public Task Completion => _writing;

    public void Start() => _writing = Task.Run(WriteQueueAsync);

    public ValueTask ResultAsync<T>(RequestId id, T result, JsonTypeInfo<T> type) => SendAsync(writer =>
    {
        writer.WritePropertyName("id"u8);
        writer.WriteRawValue(id.Json);
        writer.WritePropertyName("result"u8);
        JsonSerializer.Serialize(writer, result, type);
    });

    public ValueTask ErrorAsync(RequestId? id, int code, string message) => SendAsync(writer =>
    {
        writer.WritePropertyName("id"u8);
        writer.WriteRawValue(id?.Json ?? "null");
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, code);
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
    });

    public ValueTask NotifyAsync<T>(string method, T parameters, JsonTypeInfo<T> type) => SendAsync(writer =>
    {
        writer.WriteString("method"u8, method);
        writer.WritePropertyName("params"u8);
        JsonSerializer.Serialize(writer, parameters, type);
    });

    public ValueTask RequestAsync<T>(int id, string method, T parameters, JsonTypeInfo<T> type) => SendAsync(writer =>
    {
        writer.WriteNumber("id"u8, id);
        writer.WriteString("method"u8, method);
        writer.WritePropertyName("params"u8);
        JsonSerializer.Serialize(writer, parameters, type);
    });

    /// <summary>Writes what is queued and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    private ValueTask SendAsync(Action<Utf8JsonWriter> writeMembers) => SendAsync(Frame.Of(writeMembers));

    /// <summary>Sends a message as it is.</summary>
    public async ValueTask SendAsync(Frame message)
    {
        try
        {
            await _queue.Writer.WriteAsync(message).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The peer is gone; nobody waits for this answer.
        }
    }

    private async Task WriteQueueAsync()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (_queue.Reader.TryRead(out var message))
                {
                    await output.WriteAsync(message.Bytes).ConfigureAwait(false);
                }

                await output.FlushAsync().ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The peer closed its end. Fail whoever sends from now on, and let go what is queued.
            _queue.Writer.TryComplete();
        }
    }
}
