using System.Text;

namespace LocalCascade.Daemon.Logging;

/// <summary>A log file of bounded size: full, it becomes <c>.1</c> and a new one begins. Readable by the user only. Thread-safe.</summary>
internal sealed class RotatingFile(string path, long maxBytes = RotatingFile.DefaultMaxBytes) : IDisposable
{
    /// <summary>The log's name in the user's state folder.</summary>
    public const string DefaultName = "localcascade.log";

    public const long DefaultMaxBytes = 2 * 1024 * 1024;

    private readonly Lock _gate = new();
    private FileStream? _stream;
    private bool _failed;

    public string Path => path;

    /// <summary>Appends a line. A disk that is full or a folder that cannot be written silences the log, nothing else.</summary>
    public void WriteLine(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + Environment.NewLine);
        lock (_gate)
        {
            try
            {
                if (_failed)
                {
                    return;
                }

                _stream ??= Open();
                if (_stream.Length + bytes.Length > maxBytes && _stream.Length > 0)
                {
                    _stream.Dispose();
                    File.Move(path, path + ".1", overwrite: true);
                    _stream = Open();
                }

                // .NET opens to append by going to the end once; others have written since.
                _stream.Seek(0, SeekOrigin.End);
                _stream.Write(bytes);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                _failed = true;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stream?.Dispose();
            _failed = true;
        }
    }

    // Several servers may log to one file; each appends.
    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, BufferSize = 0, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Hosting.UserFolders.CreatePrivate(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        return new(path, options);
    }
}
