using System.Security.Cryptography;
using System.Text.Json;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Hosting;

namespace LocalCascade.Proxy.Tokens;

/// <summary>
/// The signing keys, in a file that all instances share. Rotation loses nobody: a new key verifies at once but signs only from a
/// little later, when every instance has read the file; an old one goes on verifying until its last token has expired.
/// Immutable.
/// </summary>
internal sealed class KeySet
{
    /// <summary>From its making until a key signs: twenty times as long as instances take to notice a changed file.</summary>
    public static readonly TimeSpan PublishedAhead = TimeSpan.FromSeconds(40);

    private KeySet(IReadOnlyList<SigningKey> keys) => Keys = keys;

    /// <summary>The keys, oldest first; at least one.</summary>
    public IReadOnlyList<SigningKey> Keys { get; }

    /// <summary>Reads the keys file; makes one with a first key where there is none.</summary>
    /// <exception cref="ConfigurationException">It cannot be read or written, others may read it, or it holds no usable key.</exception>
    public static KeySet ReadOrCreate(string path, TimeProvider timeProvider)
    {
        try
        {
            if (!File.Exists(path))
            {
                using var held = OwnerFile.Lock(path);
                if (!File.Exists(path))
                {
                    var now = timeProvider.GetUtcNow();
                    Write(path, [SigningKey.Create(now, signsFrom: now)]);
                }
            }

            OwnerFile.CheckMode(path);
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyFileJson.Default.KeyFile);
            var keys = (file?.Keys ?? []).Select(SigningKey.Read).OrderBy(key => key.Stored.SignsFrom).ToList();
            return keys.Count > 0 ? new(keys) : throw new ConfigurationException($"The keys file {path} holds no key. Delete it to have a new one made; every token ends with that.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or CryptographicException or FormatException or ArgumentNullException)
        {
            throw new ConfigurationException($"The keys file {path} cannot be used: {error.Message}", error);
        }
    }

    /// <summary>Adds a new key to the file and drops those whose last token has expired.</summary>
    /// <param name="path">The keys file.</param>
    /// <param name="lifetime">How long a token is valid, clock skew included.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <returns>The new key.</returns>
    public static SigningKey Rotate(string path, TimeSpan lifetime, TimeProvider timeProvider)
    {
        var before = ReadOrCreate(path, timeProvider);
        using var held = OwnerFile.Lock(path);
        before = ReadOrCreate(path, timeProvider);
        var now = timeProvider.GetUtcNow();
        var added = SigningKey.Create(now, now + PublishedAhead);

        // A key's last token was signed when the next key took over.
        var keys = before.Keys.Where((_, i) => i == before.Keys.Count - 1 || before.Keys[i + 1].Stored.SignsFrom + lifetime > now).Append(added);
        Write(path, keys);
        return added;
    }

    /// <summary>The key that signs now: the newest whose time has come.</summary>
    public SigningKey SigningAt(DateTimeOffset now) => Keys.LastOrDefault(key => key.Stored.SignsFrom <= now) ?? Keys[0];

    /// <summary>The key of an id; null for none.</summary>
    public SigningKey? Find(string id)
    {
        foreach (var key in Keys)
        {
            if (key.Id == id)
            {
                return key;
            }
        }

        return null;
    }

    private static void Write(string path, IEnumerable<SigningKey> keys) =>
        OwnerFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new([.. keys.Select(key => key.Stored)]), KeyFileJson.Default.KeyFile));
}
