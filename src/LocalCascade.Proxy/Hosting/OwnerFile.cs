using LocalCascade.Proxy.Configuration;

namespace LocalCascade.Proxy.Hosting;

/// <summary>Files that hold secrets: only their owner may read them, and a reader sees the old or the new content, never half.</summary>
internal static class OwnerFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces a file's content as a whole.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Refuses a file that others may read.</summary>
    /// <exception cref="ConfigurationException">They may.</exception>
    public static void CheckMode(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly & (UnixFileMode)0b111_111_111) != 0)
        {
            throw new ConfigurationException($"{path} holds secrets but others may read it. Run: chmod 600 {path}");
        }
    }

    /// <summary>Holds off other processes that would change the file at the same time, until disposed of.</summary>
    public static FileStream Lock(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new(path + ".lock", new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None });
            }
            catch (IOException) when (attempt < 200)
            {
                // Another command has it, for milliseconds. File locks cannot be waited for, and only commands and the
                // making of a missing keys file come here, never a request.
                Thread.Sleep(25);
            }
        }
    }
}
