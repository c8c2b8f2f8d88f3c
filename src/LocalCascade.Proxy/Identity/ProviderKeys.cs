using System.Text.Json;

namespace LocalCascade.Proxy.Identity;

/// <summary>An identity provider's key set (RFC 7517), those of its keys that can verify RS256 or ES256.</summary>
internal sealed class ProviderKeys
{
    private const int MostKeys = 50;

    private readonly List<ProviderKey> _keys;

    private ProviderKeys(List<ProviderKey> keys, long fetchedAt)
    {
        _keys = keys;
        FetchedAt = fetchedAt;
    }

    /// <summary>When it was fetched, by the clock's timestamp.</summary>
    public long FetchedAt { get; }

    /// <exception cref="JsonException">It is no key set.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A key of it is malformed.</exception>
    public static ProviderKeys Read(ReadOnlyMemory<byte> json, long fetchedAt)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("The key set has no 'keys'.");
        }

        return new([.. keys.EnumerateArray().Take(MostKeys).Select(ProviderKey.Read).OfType<ProviderKey>()], fetchedAt);
    }

    /// <summary>The key of an id; for a token without one the only key, if there is just one.</summary>
    public ProviderKey? Find(string id) => id.Length == 0 ? _keys.Count == 1 ? _keys[0] : null : _keys.Find(key => key.Id == id);
}
