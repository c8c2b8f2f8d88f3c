using System.Security.Cryptography;

namespace LocalCascade.Proxy.Tokens;

/// <summary>A P-256 key. Verifying with it is thread-safe.</summary>
internal sealed class SigningKey
{
    private SigningKey(StoredKey stored, ECDsa key)
    {
        Stored = stored;
        Key = key;
    }

    public StoredKey Stored { get; }

    public string Id => Stored.Id;

    public ECDsa Key { get; }

    public static SigningKey Create(DateTimeOffset now, DateTimeOffset signsFrom)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), now, signsFrom, Convert.ToBase64String(key.ExportPkcs8PrivateKey())), key);
    }

    /// <exception cref="CryptographicException">It is no P-256 key.</exception>
    /// <exception cref="FormatException">It is not base64.</exception>
    public static SigningKey Read(StoredKey stored)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(stored.Pkcs8), out _);
            return key.KeySize == 256 ? new(stored, key) : throw new CryptographicException("it is not a P-256 key");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
