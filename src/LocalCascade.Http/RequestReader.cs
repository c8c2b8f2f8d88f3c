using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text.Json;
using LocalCascade.Wire;

namespace LocalCascade.Http;

/// <summary>
/// Preflight: reads a completion request's body within its limits. Each limit stops an attack: the wire size a flood, the
/// unpacked size a compression bomb, the depth a stack exhaustion, the duplicate names a smuggled second value.
/// </summary>
internal sealed class RequestReader
{
    private readonly int _maxBytes;
    private readonly int _maxUnpacked;
    private readonly int _maxDepth;
    private readonly WireJson _json;

    /// <param name="maxBytes">The largest body as it comes over the wire.</param>
    /// <param name="maxUnpacked">The largest body once unpacked.</param>
    /// <param name="maxDepth">The deepest nesting of the JSON.</param>
    public RequestReader(int maxBytes, int maxUnpacked, int maxDepth)
    {
        (_maxBytes, _maxUnpacked, _maxDepth) = (maxBytes, maxUnpacked, maxDepth);
        _json = new(new JsonSerializerOptions(WireJson.Default.Options) { MaxDepth = maxDepth, AllowDuplicateProperties = false });
    }

    /// <summary>Reads, unpacks, parses and checks a body.</summary>
    /// <exception cref="RequestRefusedException">It is too large (413), packed or typed in a way that is not known (415), or no completion request (400).</exception>
    public async ValueTask<CompletionBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentType is { } type && !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestRefusedException(StatusCodes.Status415UnsupportedMediaType, ErrorCodes.InvalidRequest, "The body has to be application/json.");
        }

        if (request.ContentLength > _maxBytes)
        {
            throw TooLarge();
        }

        var packed = await ReadToLimitAsync(request.BodyReader, cancellationToken).ConfigureAwait(false);
        try
        {
            return Parse(request.Headers.ContentEncoding.ToString(), packed);
        }
        finally
        {
            // Marked as examined and consumed, so that the connection may be used for the next request.
            request.BodyReader.AdvanceTo(packed.End);
        }
    }

    /// <summary>Unpacks, parses and checks a body that has been read.</summary>
    /// <exception cref="RequestRefusedException">As above.</exception>
    public CompletionBody Parse(string encoding, ReadOnlySequence<byte> packed)
    {
        switch (encoding)
        {
            case "" or "identity":
                return Check(packed);
            case "gzip" or "x-gzip":
                return Unpack(new GZipStream(new SequenceStream(packed), CompressionMode.Decompress));
            case "br":
                return Unpack(new BrotliStream(new SequenceStream(packed), CompressionMode.Decompress));
            default:
                throw new RequestRefusedException(StatusCodes.Status415UnsupportedMediaType, ErrorCodes.InvalidRequest, "The body's Content-Encoding is not known; gzip, br and identity are.");
        }
    }

    private async ValueTask<ReadOnlySequence<byte>> ReadToLimitAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.Buffer.Length > _maxBytes)
            {
                body.AdvanceTo(result.Buffer.End);
                throw TooLarge();
            }

            if (result.IsCompleted)
            {
                return result.Buffer;
            }

            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private CompletionBody Unpack(Stream stream)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var length = 0;
            using (stream)
            {
                while (true)
                {
                    var read = stream.Read(buffer, length, buffer.Length - length);
                    if (read == 0)
                    {
                        break;
                    }

                    length += read;
                    if (length > _maxUnpacked)
                    {
                        throw TooLarge();
                    }

                    if (length == buffer.Length)
                    {
                        var larger = ArrayPool<byte>.Shared.Rent(2 * length);
                        buffer.AsSpan(0, length).CopyTo(larger);
                        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                        buffer = larger;
                    }
                }
            }

            return Check(new(buffer.AsMemory(0, length)));
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
        {
            throw Invalid("The body is not what its Content-Encoding says, or is damaged.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private CompletionBody Check(ReadOnlySequence<byte> json)
    {
        if (json.Length > _maxUnpacked)
        {
            throw TooLarge();
        }

        CompletionBody? body;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = _maxDepth });
            body = JsonSerializer.Deserialize(ref reader, _json.CompletionBody);
            if (reader.Read())
            {
                throw Invalid("Something follows the JSON object in the body.");
            }
        }
        catch (JsonException error)
        {
            // The serializer's message may quote the text; the place may not.
            throw Invalid($"The body is not a completion request: it is not valid JSON, nested too deeply, or a value is of the wrong kind (line {error.LineNumber + 1}, byte {error.BytePositionInLine}).");
        }

        return body switch
        {
            null => throw Invalid("The body is null instead of a completion request."),
            { Prompt: null } => throw Invalid("'prompt' is missing."),
            { MaxTokens: < 1 } => throw Invalid("'max_tokens' has to be at least 1."),
            { Temperature: not (null or (>= 0 and <= 2)) } => throw Invalid("'temperature' has to be between 0 and 2."),
            { Logprobs: not (null or (>= 0 and <= 5)) } => throw Invalid("'logprobs' has to be between 0 and 5."),
            { Stop.Count: > 16 } => throw Invalid("'stop' may hold 16 texts at most."),
            { Context: { } context } when context.Any(file => file is null or { Path: null } or { Text: null }) => throw Invalid("Every entry of 'context' needs 'path' and 'text'."),
            _ => body,
        };
    }

    private RequestRefusedException TooLarge() => new(StatusCodes.Status413PayloadTooLarge, ErrorCodes.TooLarge,
        $"The body is too large: at most {_maxBytes} bytes, {_maxUnpacked} unpacked.");

    private static RequestRefusedException Invalid(string message) => new(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest, message);
}
