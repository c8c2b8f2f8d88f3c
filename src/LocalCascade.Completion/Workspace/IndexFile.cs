using System.Security.Cryptography;
using System.Text;
using LocalCascade.Completion.Telemetry;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// The files that an index holds, kept in a file so that the next start need not read them one by one. It holds code: it is only written
/// where the user asks for it, and only the user may read it. A digest at its end tells a damaged one.
/// </summary>
internal static class IndexFile
{
    // Its last character is the version; another one is another format, and such a file is made anew.
    private static readonly byte[] Magic = "LCINDEX1"u8.ToArray();

    /// <summary>Where the index of some workspace folders is kept.</summary>
    public static string PathFor(string folder, IReadOnlyList<string> workspaceFolders) =>
        Path.Join(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', workspaceFolders.Order(StringComparer.Ordinal)))))[..24] + ".index");

    /// <summary>Writes the files, in place of what the file held.</summary>
    public static void Write(string path, IReadOnlyCollection<StoredFile> files) => PrivateFile.Replace(path, stream =>
    {
        using var digest = SHA256.Create();
        using (var hashed = new CryptoStream(stream, digest, CryptoStreamMode.Write, leaveOpen: true))
        using (var buffered = new BufferedStream(hashed, 1 << 16))
        using (var writer = new BinaryWriter(buffered, Encoding.UTF8))
        {
            writer.Write(Magic);
            writer.Write(files.Count);
            foreach (var file in files)
            {
                writer.Write(file.File.Name);
                writer.Write(file.File.LanguageId);
                writer.Write(file.Stamp.Modified);
                writer.Write(file.Stamp.Length);
                file.Lines.Write(writer);
            }
        }

        stream.Write(digest.Hash!);
    });

    /// <summary>Reads the files; null when there are none, or the file is damaged or of another version.</summary>
    public static IReadOnlyList<StoredFile>? Read(string path, LineCache cache)
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);
            return IsWhole(stream) ? ReadFiles(stream, cache) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static bool IsWhole(FileStream stream)
    {
        var left = stream.Length - SHA256.HashSizeInBytes;
        if (left < Magic.Length)
        {
            return false;
        }

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        while (left > 0)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            stream.ReadExactly(part);
            digest.AppendData(part);
            left -= part.Length;
        }

        var expected = buffer.AsSpan(0, SHA256.HashSizeInBytes);
        stream.ReadExactly(expected);
        return digest.GetHashAndReset().AsSpan().SequenceEqual(expected);
    }

    private static List<StoredFile>? ReadFiles(FileStream stream, LineCache cache)
    {
        stream.Position = 0;
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
        {
            return null;
        }

        var count = reader.ReadInt32();
        var files = new List<StoredFile>();
        var folders = new Dictionary<string, string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadString();
            var languageId = string.Intern(reader.ReadString());
            var stamp = new FileStamp(reader.ReadInt64(), reader.ReadInt64());
            var end = name.AsSpan().LastIndexOfAny('/', '\\') + 1;
            if (!folders.TryGetValue(name.AsSpan(0, end), out var folder))
            {
                folders[name.AsSpan(0, end)] = folder = name[..end];
            }

            files.Add(StoredFile.Make(name, folder, languageId, PackedLines.Read(reader, cache), stamp));
        }

        return files;
    }
}
