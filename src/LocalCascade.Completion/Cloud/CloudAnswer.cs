using System.IO.Pipelines;
using System.Text.Json;
using LocalCascade.Wire;

namespace LocalCascade.Completion.Cloud;

/// <summary>An answer as it streams in. Disposing of it before its last event resets the stream (RST_STREAM); the connection lives on. For one reader at a time.</summary>
public sealed class CloudAnswer : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly PipeReader _pipe;
    private readonly SseReader _events;
    private readonly CancellationTokenSource _deadline;
    private bool _isWhole;
    private bool _disposed;

    private CloudAnswer(HttpResponseMessage response, Stream content, CancellationTokenSource deadline)
    {
        _response = response;
        _deadline = deadline;
        _pipe = PipeReader.Create(content);
        _events = new(_pipe);
    }

    internal static async Task<CloudAnswer> OpenAsync(HttpResponseMessage response, CancellationTokenSource deadline, CancellationToken cancellationToken) =>
        new(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), deadline);

    /// <summary>The next piece; null at the end.</summary>
    /// <exception cref="CloudException">The stream broke off, or its deadline passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. Dispose of the stream to reset it.</exception>
    public async ValueTask<CloudPiece?> ReadAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _deadline.Token);
        try
        {
            while (true)
            {
                if (await _events.ReadAsync(either.Token).ConfigureAwait(false) is not { } received)
                {
                    throw new CloudException(CloudFailure.Unreachable, "The cloud's answer broke off.");
                }

                if (received.IsDone)
                {
                    _isWhole = true;
                    return null;
                }

                if (ToPiece(received.Data.Span) is { } piece)
                {
                    return piece;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CloudException(CloudFailure.TooLate, "The cloud's answer took too long (setting cloudDeadlineMilliseconds).");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or WireException or JsonException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new CloudException(CloudFailure.Unreachable, "The cloud's answer broke off.", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_isWhole)
        {
            _ = EndAsync();
        }
        else
        {
            Close();
        }
    }

    // The stream's end is a frame of its own, behind that of the last event: who does not wait for it resets a stream that is whole.
    private async Task EndAsync()
    {
        try
        {
            await _pipe.CopyToAsync(Stream.Null, _deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException or ObjectDisposedException)
        {
            // It had said all that there was to say.
        }

        Close();
    }

    private void Close()
    {
        _pipe.Complete();
        _response.Dispose();
        _deadline.Dispose();
    }

    private static CloudPiece? ToPiece(ReadOnlySpan<byte> json)
    {
        // An engine may send null for anything, whatever the types here promise.
        var chunk = JsonSerializer.Deserialize(json, WireJson.Relaxed.CompletionChunk);
        if (chunk?.Choices is not [{ } choice, ..])
        {
            var error = JsonSerializer.Deserialize(json, WireJson.Relaxed.ErrorBody)?.Error;
            return error is null ? null : throw new CloudException(error.Code == ErrorCodes.DeadlineExceeded ? CloudFailure.TooLate : CloudFailure.Failed, error.Message);
        }

        return new(choice.Text ?? "", [.. (choice.Logprobs?.TokenLogprobs ?? []).Select(value => value ?? double.NegativeInfinity)]);
    }
}
