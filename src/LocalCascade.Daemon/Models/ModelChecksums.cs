using System.Security.Cryptography;

namespace LocalCascade.Daemon.Models;

/// <summary>The SHA256SUMS file of a model folder: lines of a hash, two spaces and a file name, as `sha256sum` writes them.</summary>
internal static class ModelChecksums
{
    public const string FileName = "SHA256SUMS";

    /// <summary>Checks every file that SHA256SUMS lists; how many there were, and what is wrong. (0, none) without the file.</summary>
    public static async Task<(int Files, IReadOnlyList<string> Problems)> VerifyAsync(string folder, CancellationToken cancellationToken)
    {
        var list = Path.Combine(folder, FileName);
        if (!File.Exists(list))
        {
            return (0, []);
        }

        var problems = new List<string>();
        var files = 0;
        foreach (var line in await File.ReadAllLinesAsync(list, cancellationToken).ConfigureAwait(false))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            files++;
            if (line.Length < 67 || line[64] != ' ')
            {
                problems.Add($"{list} has a line that is not a checksum and a file name.");
                continue;
            }

            var file = Path.Combine(folder, line[66..]);
            if (!File.Exists(file))
            {
                problems.Add($"{file} is missing; {FileName} lists it.");
            }
            else if (!string.Equals(await HashAsync(file, cancellationToken).ConfigureAwait(false), line[..64], StringComparison.OrdinalIgnoreCase))
            {
                problems.Add($"{file} does not match its SHA-256 in {FileName}: it is damaged or was changed. Copy or add the model again.");
            }
        }

        return (files, problems);
    }

    /// <summary>A file's SHA-256 in hexadecimal.</summary>
    public static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        var stream = File.OpenRead(path);
        await using (stream.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        }
    }
}
