using System.Buffers;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using LocalCascade.Wire;

namespace LocalCascade.Completion.Cloud;

/// <summary>
/// Makes a request's body small: beyond about 14 kB an idle connection pays a whole round trip more (the congestion window
/// starts anew at ten segments). So the texts are cut around the cursor and the JSON is compressed.
/// </summary>
internal static class CloudBody
{
    /// <summary>The largest body on the wire.</summary>
    public const int MaxBytes = 12_000;

    private const int PrefixLength = 16_000;
    private const int SuffixLength = 4_000;

    // Below this, compressing saves less than a packet.
    private const int WorthCompressing = 1_000;

    // A fast one: it is paid on every request, before the first byte leaves.
    private const int Quality = 4;
    private const int Window = 18;

    /// <summary>How much of a document and its context is sent, in UTF-16 units, where it compresses as code does.</summary>
    public static int LengthSent(int prefix, int suffix, IReadOnlyList<ContextFile> context) =>
        Math.Min(prefix, PrefixLength) + Math.Min(suffix, SuffixLength) + context.Sum(file => file.Text.Length);

    /// <summary>The body of a request.</summary>
    public static ByteArrayContent Create(CloudRequest request, string model)
    {
        // What does not fit goes in this order: other files, the less important first; then what is far from the cursor.
        var context = request.Context;
        for (var (prefix, suffix) = (PrefixLength, SuffixLength); ;)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(
                new CompletionBody
                {
                    Model = model.Length > 0 ? model : null,
                    Prompt = TextWindow.KeepEnd(request.Prefix, prefix),
                    Suffix = TextWindow.KeepStart(request.Suffix, suffix),
                    MaxTokens = request.MaxTokens,
                    Temperature = 0,
                    Stream = true,
                    Logprobs = 0,
                    Draft = request.Draft,
                    Context = context.Count > 0 ? context : null,
                },
                WireJson.Relaxed.CompletionBody);
            var (bytes, encoding) = Compress(json);
            if (bytes.Length <= MaxBytes || prefix < 64)
            {
                var content = new ByteArrayContent(bytes);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                if (encoding is not null)
                {
                    content.Headers.ContentEncoding.Add(encoding);
                }

                return content;
            }

            if (context.Count > 0)
            {
                context = [.. context.Skip(1)];
            }
            else
            {
                (prefix, suffix) = (prefix / 2, suffix / 2);
            }
        }
    }

    private static (byte[] Bytes, string? Encoding) Compress(byte[] json)
    {
        if (json.Length < WorthCompressing)
        {
            return (json, null);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(json.Length));
        try
        {
            return BrotliEncoder.TryCompress(json, buffer, out var written, Quality, Window) && written < json.Length
                ? (buffer.AsSpan(0, written).ToArray(), "br")
                : (json, null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
