using System.Security.Cryptography;
using System.Text;

namespace LocalCascade.Completion.Telemetry;

/// <summary>
/// Turns a file's uri into 16 hexadecimal digits by HMAC-SHA256 with a random key that stays on this machine: the same file
/// gives the same digits, and who gets the numbers without the key cannot try paths until one fits.
/// </summary>
public sealed class PathHash
{
    private const int KeyLength = 32;
    private const int HashBytes = 8;
    private readonly byte[] _key;

    private PathHash(byte[] key) => _key = key;

    /// <summary>With the key in a file, made there when it is first needed. Where the file cannot be kept, with a key for this process only.</summary>
    public static PathHash FromFile(string keyFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyFile);
        try
        {
            // Two processes may come here at once: the first file stays, and both read it.
            if (!File.Exists(keyFile))
            {
                Make(keyFile);
            }

            var key = File.ReadAllBytes(keyFile);
            return new(key.Length == KeyLength ? key : RandomNumberGenerator.GetBytes(KeyLength));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(RandomNumberGenerator.GetBytes(KeyLength));
        }
    }

    /// <summary>The digits of a document's uri.</summary>
    public string Of(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(uri)).AsSpan(0, HashBytes));
    }

    private static void Make(string keyFile)
    {
        var made = $"{keyFile}.{Guid.NewGuid():N}";
        PrivateFile.Create(made, RandomNumberGenerator.GetBytes(KeyLength));
        try
        {
            File.Move(made, keyFile, overwrite: false);
        }
        catch (IOException) when (File.Exists(keyFile))
        {
            File.Delete(made);
        }
    }
}
