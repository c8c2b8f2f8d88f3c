using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LocalCascade.Proxy.Tokens;

/// <summary>
/// JSON Web Signatures in compact form (RFC 7515), as strict as can be: exactly three parts in unpadded base64url, a header of
/// <c>alg</c>, <c>typ</c> and <c>kid</c> only, no name twice, bounded size and depth. Own code because the library that restores
/// everywhere (Microsoft.IdentityModel.JsonWebTokens 6.8.0) has known denial-of-service defects and takes a dozen algorithms
/// that nobody here wants.
/// </summary>
internal static class Jws
{
    /// <summary>Longest token, in characters.</summary>
    public const int MaxLength = 4096;

    private const int MaxHeaderBytes = 512;
    private const int MaxDepth = 4;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Takes a token apart without verifying it; false when it is not one.</summary>
    public static bool TryParse(ReadOnlySpan<char> token, out JwsParts parts)
    {
        parts = default;
        if (token.Length > MaxLength)
        {
            return false;
        }

        var first = token.IndexOf('.');
        var last = token.LastIndexOf('.');
        if (first <= 0 || last <= first + 1 || last == token.Length - 1 || token[(first + 1)..last].Contains('.'))
        {
            return false;
        }

        if (Decode(token[..first]) is not { Length: <= MaxHeaderBytes } header || Decode(token[(first + 1)..last]) is not { } payload || Decode(token[(last + 1)..]) is not { } signature
            || !TryReadHeader(header, out var algorithm, out var type, out var keyId))
        {
            return false;
        }

        parts = new(algorithm, type, keyId, payload, signature, Encoding.ASCII.GetBytes(token[..last].ToString()));
        return true;
    }

    /// <summary>Reads a payload as an object in which no name comes twice; null when it is none. Dispose of it.</summary>
    public static JsonDocument? ReadPayload(ReadOnlyMemory<byte> payload)
    {
        try
        {
            if (!System.Text.Unicode.Utf8.IsValid(payload.Span))
            {
                return null;
            }

            var document = JsonDocument.Parse(payload, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A property's text; null when it has none, or one that is not valid Unicode.</summary>
    public static string? GetText(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Bytes that are not UTF-8, or half of a surrogate pair.
            return null;
        }
    }

    /// <summary>Signs a payload with ES256 (RFC 7518, section 3.4).</summary>
    public static string Sign(ReadOnlySpan<byte> payload, string keyId, ECDsa key)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new JwsHeader("ES256", "JWT", keyId), TokenJson.Default.JwsHeader);
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    // The decoder also takes padding, blanks and loose last bits, so that one token could be written in many ways.
    private static byte[]? Decode(ReadOnlySpan<char> part)
    {
        foreach (var c in part)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return null;
            }
        }

        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        if (Base64Url.DecodeFromChars(part, bytes, out _, out var written) != System.Buffers.OperationStatus.Done)
        {
            return null;
        }

        var decoded = bytes[..written];
        return part.SequenceEqual(Base64Url.EncodeToString(decoded)) ? decoded : null;
    }

    private static bool TryReadHeader(byte[] json, out string algorithm, out string type, out string keyId)
    {
        (algorithm, type, keyId) = ("", "", "");
        using var header = ReadPayload(json);
        if (header is null)
        {
            return false;
        }

        foreach (var property in header.RootElement.EnumerateObject())
        {
            if (GetText(property.Value) is not { } value)
            {
                return false;
            }

            switch (property.Name)
            {
                case "alg":
                    algorithm = value;
                    break;
                case "typ":
                    type = value;
                    break;
                case "kid":
                    keyId = value;
                    break;
                default:
                    // crit, jku, jwk, x5u …: each is a way to have the sender choose how it is verified.
                    return false;
            }
        }

        return algorithm.Length > 0;
    }
}
