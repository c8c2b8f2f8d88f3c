using System.Buffers.Text;
using System.Security.Cryptography;

namespace LocalCascade.Proxy.Identity;

/// <summary>
/// A long-lived credential: <c>lc_ID_SECRET</c>, with an id of 12 hexadecimal digits to find its user by, and 256 random bits.
/// Since nobody can guess those, a plain salted hash protects them at rest; a slow one would only be a lever for floods.
/// </summary>
internal readonly record struct Credential(string Id, string Secret)
{
    private const string Mark = "lc_";
    private const int IdLength = 12;
    private const int SecretLength = 43;

    public static Credential Create() =>
        new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2)), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    public static bool TryParse(string text, out Credential credential)
    {
        credential = default;
        if (text.Length != Mark.Length + IdLength + 1 + SecretLength || !text.StartsWith(Mark, StringComparison.Ordinal) || text[Mark.Length + IdLength] != '_')
        {
            return false;
        }

        credential = new(text.Substring(Mark.Length, IdLength), text[^SecretLength..]);
        return true;
    }

    /// <summary>Base64 of the hash to store.</summary>
    public string Hash(string salt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Convert.FromBase64String(salt));
        hash.AppendData(System.Text.Encoding.ASCII.GetBytes(Secret));
        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    public string Reveal() => $"{Mark}{Id}_{Secret}";

    // A record would print its secret.
    public override string ToString() => $"{Mark}{Id}_…";
}
