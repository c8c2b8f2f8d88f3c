namespace LocalCascade.Completion.Telemetry;

/// <summary>Files that only the user may read, in folders that only the user may enter.</summary>
internal static class PrivateFile
{
    /// <summary>Makes a file, and its folder if there is none. A file that is there stays as it is.</summary>
    public static void Create(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using var stream = new FileStream(path, options);
            stream.Write(content);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster.
        }
    }
}
