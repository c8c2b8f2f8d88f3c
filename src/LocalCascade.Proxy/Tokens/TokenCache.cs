using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace LocalCascade.Proxy.Tokens;

/// <summary>
/// Tokens that were verified before, by their SHA-256: verifying ES256 costs many times a hash and a look-up. Bounded and
/// expiring; full, it forgets a few at random rather than keeping an order up to date on every request. Thread-safe.
/// </summary>
internal sealed class TokenCache(int capacity)
{
    private readonly ConcurrentDictionary<Hash, Entry> _entries = new();

    public int Count => _entries.Count;

    /// <summary>The caller of a token that was verified before and has not expired; null for none.</summary>
    public Caller? Find(ReadOnlySpan<char> token, long now)
    {
        if (capacity == 0 || !_entries.TryGetValue(HashOf(token), out var entry))
        {
            return null;
        }

        if (entry.UsableUntil > now)
        {
            return entry.Caller;
        }

        _entries.TryRemove(HashOf(token), out _);
        return null;
    }

    /// <param name="token">The verified token.</param>
    /// <param name="caller">Its caller.</param>
    /// <param name="usableUntil">When it ends, in seconds since 1970.</param>
    public void Add(ReadOnlySpan<char> token, Caller caller, long usableUntil)
    {
        if (capacity == 0)
        {
            return;
        }

        if (_entries.Count >= capacity)
        {
            // The dictionary's order is that of the hashes: random.
            foreach (var (hash, _) in _entries.Take(Math.Max(1, capacity / 16)))
            {
                _entries.TryRemove(hash, out _);
            }
        }

        _entries[HashOf(token)] = new(caller, usableUntil);
    }

    public void Clear() => _entries.Clear();

    private static Hash HashOf(ReadOnlySpan<char> token)
    {
        Span<byte> bytes = stackalloc byte[Jws.MaxLength];
        var length = Encoding.ASCII.GetBytes(token, bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], hash);
        return new(BitConverter.ToInt64(hash), BitConverter.ToInt64(hash[8..]), BitConverter.ToInt64(hash[16..]), BitConverter.ToInt64(hash[24..]));
    }

    private readonly record struct Hash(long A, long B, long C, long D);

    private sealed record Entry(Caller Caller, long UsableUntil);
}
