using System.Text;
using System.Text.Json;
using LocalCascade.Serving.Batching;
using LocalCascade.Wire;

namespace LocalCascade.Serving.Endpoints;

/// <summary>Writes what a job generates as OpenAI's completions API has it: event by event, or whole.</summary>
internal sealed class AnswerWriter(HttpResponse response, string model, DateTimeOffset created, CompletionJob job, CompletionBody body)
{
    private readonly string _id = $"cmpl-{Guid.NewGuid():N}";
    private int _generated;
    private int _textLength;

    /// <summary>Server-sent events, one for each piece, then <c>[DONE]</c>.</summary>
    /// <exception cref="Inference.InferenceException">The job failed.</exception>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async Task StreamAsync(CancellationToken cancellationToken)
    {
        await foreach (var piece in job.Pieces.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!response.HasStarted)
            {
                response.ContentType = "text/event-stream";
                response.Headers.CacheControl = "no-store";
            }

            var chunk = ToChunk([piece], piece.Text, piece.Finish);
            WriteEvent(JsonSerializer.SerializeToUtf8Bytes(chunk, WireJson.Relaxed.CompletionChunk));
            await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (WantsUsage())
        {
            WriteEvent(JsonSerializer.SerializeToUtf8Bytes(new CompletionChunk { Id = _id, Created = created.ToUnixTimeSeconds(), Model = model, Usage = Usage() }, WireJson.Relaxed.CompletionChunk));
        }

        WriteEvent("[DONE]"u8);
        await response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One JSON object with all the text.</summary>
    /// <exception cref="Inference.InferenceException">The job failed.</exception>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async Task WriteWholeAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var pieces = new List<GeneratedPiece>();
        await foreach (var piece in job.Pieces.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            text.Append(piece.Text);
            pieces.Add(piece);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var whole = ToChunk(pieces, text.ToString(), pieces.Count > 0 ? pieces[^1].Finish : null) with { Usage = Usage() };
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        await response.BodyWriter.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(whole, WireJson.Relaxed.CompletionChunk), cancellationToken).ConfigureAwait(false);
    }

    private CompletionChunk ToChunk(IReadOnlyList<GeneratedPiece> pieces, string text, string? finish)
    {
        _generated += pieces.Sum(piece => piece.Tokens);
        var choice = new CompletionChoice { Text = text, FinishReason = finish, Logprobs = job.Logprobs is null ? null : ToLogprobs(pieces) };
        return new() { Id = _id, Created = created.ToUnixTimeSeconds(), Model = model, Choices = [choice] };
    }

    private CompletionLogprobs ToLogprobs(IReadOnlyList<GeneratedPiece> pieces)
    {
        var tokens = new List<string>();
        var logprobs = new List<double?>();
        var top = new List<IReadOnlyDictionary<string, double>?>();
        var offsets = new List<int>();
        foreach (var piece in pieces)
        {
            if (piece.Logprobs is { } token)
            {
                tokens.Add(token.Text);
                logprobs.Add(token.Logprob);
                offsets.Add(_textLength);

                // Two tokens may decode to the same text (parts of characters): the likelier one counts.
                top.Add(token.Top.GroupBy(one => one.Text, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Max(one => one.Logprob), StringComparer.Ordinal));
                _textLength += token.Text.Length;
            }
        }

        return new() { Tokens = tokens, TokenLogprobs = logprobs, TopLogprobs = job.Logprobs > 0 ? top : null, TextOffset = offsets };
    }

    private CompletionUsage Usage() => new()
    {
        PromptTokens = job.Prompt.Length,
        CompletionTokens = _generated,
        TotalTokens = job.Prompt.Length + _generated,
        PromptTokensDetails = new(job.CachedTokens),
        CompletionTokensDetails = job.Draft.Length > 0 ? new(job.AcceptedTokens, job.Draft.Length - job.AcceptedTokens) : null,
    };

    private bool WantsUsage() =>
        body.Other?.TryGetValue("stream_options", out var options) == true && options.ValueKind == JsonValueKind.Object
        && options.TryGetProperty("include_usage", out var wanted) && wanted.ValueKind == JsonValueKind.True;

    private void WriteEvent(ReadOnlySpan<byte> data)
    {
        var span = response.BodyWriter.GetSpan(data.Length + 8);
        "data: "u8.CopyTo(span);
        data.CopyTo(span[6..]);
        "\n\n"u8.CopyTo(span[(6 + data.Length)..]);
        response.BodyWriter.Advance(data.Length + 8);
    }
}
