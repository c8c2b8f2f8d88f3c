using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocalCascade.Daemon.Models;

/// <summary>
/// Tells a model from others of its name, in milliseconds: a hash of its files' names and lengths and of what stands in them. Of
/// a large file parts all over it are read, since a model that was trained on may differ in some of its layers only.
/// </summary>
internal static class ModelDigest
{
    private const int Parts = 64;
    private const int PartLength = 16 * 1024;

    // They say nothing that a model does.
    private static readonly string[] NotRead = ["README.md", "LICENSE", ModelChecksums.FileName];

    /// <summary>32 hexadecimal digits.</summary>
    /// <exception cref="IOException">The folder is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public static string Of(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[PartLength];
        foreach (var file in new DirectoryInfo(folder).GetFiles().Where(file => !NotRead.Contains(file.Name, StringComparer.OrdinalIgnoreCase)).OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            using var content = File.OpenHandle(file.FullName);
            var length = RandomAccess.GetLength(content);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.Name}\n{length}\n")));
            var step = Math.Max(PartLength, (length - PartLength) / (Parts - 1));
            for (var at = 0L; at < length; at += step)
            {
                hash.AppendData(buffer, 0, RandomAccess.Read(content, buffer, at));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
