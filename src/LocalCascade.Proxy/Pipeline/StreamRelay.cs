using LocalCascade.Http;
using System.IO.Pipelines;
using LocalCascade.Proxy.Upstreams;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Pipeline;

/// <summary>
/// Passes an engine's server-sent events on to the client, whole events only, so that a stream that breaks off can still end
/// in an error event that the client understands. What arrives together is written together.
/// </summary>
internal static class StreamRelay
{
    private const int MaxEventBytes = 256 * 1024;

    /// <summary>Relays until <c>[DONE]</c>. The client's answer begins with the first event: before that, another upstream may be tried.</summary>
    /// <returns>Null after <c>[DONE]</c>; else why the stream broke off after its first event.</returns>
    /// <exception cref="UpstreamFailedException">It broke off before its first event.</exception>
    /// <exception cref="OperationCanceledException">The client went away, or the deadline passed.</exception>
    public static async Task<string?> RelayAsync(HttpResponseMessage upstream, HttpContext http, Exchange exchange, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var source = PipeReader.Create(await upstream.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        var writer = http.Response.BodyWriter;
        try
        {
            var events = new SseReader(source, MaxEventBytes);
            while (true)
            {
                var reading = events.ReadAsync(cancellationToken);
                if (!reading.IsCompleted && exchange.FirstByte is not null)
                {
                    // Nothing more has arrived yet: what has been written goes out now.
                    await FlushAsync(writer, cancellationToken).ConfigureAwait(false);
                }

                if (await reading.ConfigureAwait(false) is not { } received)
                {
                    return BrokeOff(exchange, "The engine's stream ended without [DONE].");
                }

                if (exchange.FirstByte is null)
                {
                    exchange.FirstByte = timeProvider.GetTimestamp();
                    Begin(http.Response);
                }

                Write(writer, received.Data.Span);
                if (received.IsDone)
                {
                    await FlushAsync(writer, cancellationToken).ConfigureAwait(false);
                    return null;
                }

                exchange.Events++;
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            const string message = "The engine's stream broke off.";
            return exchange.FirstByte is null ? throw UpstreamFailedException.OfTransport(message, error) : message;
        }
        catch (WireException error)
        {
            return BrokeOff(exchange, "The engine sent an event that is too large.", error);
        }
        finally
        {
            await source.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends a stream that has begun with an error event, if the client still takes data at once; else resets it.</summary>
    public static void EndWithError(HttpContext http, int status, string code, string message)
    {
        var writer = http.Response.BodyWriter;
        Write(writer, Errors.ToJson(status, code, message));
        var flushing = writer.FlushAsync(CancellationToken.None);
        if (!flushing.IsCompleted)
        {
            http.Abort();
        }
    }

    private static string BrokeOff(Exchange exchange, string message, Exception? error = null) =>
        exchange.FirstByte is null ? throw new UpstreamFailedException(message, neverSent: false, error) : message;

    private static void Begin(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // nginx would collect events otherwise.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    private static void Write(PipeWriter writer, ReadOnlySpan<byte> data)
    {
        var span = writer.GetSpan(data.Length + 8);
        "data: "u8.CopyTo(span);
        if (!data.Contains((byte)'\n'))
        {
            data.CopyTo(span[6..]);
            "\n\n"u8.CopyTo(span[(6 + data.Length)..]);
            writer.Advance(data.Length + 8);
            return;
        }

        // Each line of an event's data is a field of its own.
        var rest = data;
        while (true)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            span = writer.GetSpan(line.Length + 8);
            "data: "u8.CopyTo(span);
            line.CopyTo(span[6..]);
            span[6 + line.Length] = (byte)'\n';
            writer.Advance(line.Length + 7);
            if (end < 0)
            {
                break;
            }

            rest = rest[(end + 1)..];
        }

        writer.GetSpan(1)[0] = (byte)'\n';
        writer.Advance(1);
    }

    private static async ValueTask FlushAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        var result = await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (result.IsCompleted)
        {
            // The client is gone; its token says so in a moment.
            cancellationToken.ThrowIfCancellationRequested();
            throw new OperationCanceledException("The client's stream is closed.");
        }
    }
}
