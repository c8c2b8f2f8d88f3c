namespace LocalCascade.Completion.Telemetry;

/// <summary>Files that only the user may read, in folders that only the user may enter.</summary>
public static class PrivateFile
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode700 = FileMode600 | UnixFileMode.UserExecute;

    /// <summary>Makes a file, and its folder if there is none. A file that is there stays as it is.</summary>
    public static void Create(string path, ReadOnlySpan<byte> content)
    {
        CreateFolder(path);
        try
        {
            using var stream = Open(path, FileMode.CreateNew);
            stream.Write(content);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
        }
    }

    /// <summary>Writes a file whole, or leaves what is there as it is.</summary>
    public static void Replace(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        CreateFolder(path);
        var made = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = Open(made, FileMode.CreateNew))
            {
                write(stream);
            }

            File.Move(made, path, overwrite: true);
        }
        catch
        {
            File.Delete(made);
            throw;
        }
    }

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode600;
        }

        return new(path, options);
    }

    // A folder that is there keeps its mode.
    private static void CreateFolder(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, FolderMode700);
        }
    }
}
