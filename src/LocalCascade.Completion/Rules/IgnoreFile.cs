namespace LocalCascade.Completion.Rules;

/// <summary>An ignore file as it was last read; a missing or unreadable one ignores nothing.</summary>
internal sealed class IgnoreFile
{
    // Nobody writes this much by hand; one that is larger is not worth the time at every look.
    private const long MaxLength = 4 << 20;

    private readonly (DateTime Written, long Length) _stamp;

    private IgnoreFile(string path, (DateTime Written, long Length) stamp, IgnoreList patterns)
    {
        (Path, _stamp, Patterns) = (path, stamp, patterns);
    }

    public string Path { get; }

    public IgnoreList Patterns { get; }

    /// <summary>Reads the file, or gives back <paramref name="before"/> if it has not changed since.</summary>
    public static IgnoreFile Read(string path, IgnoreFile? before)
    {
        try
        {
            var info = new FileInfo(path);
            var stamp = info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
            return before?.Path == path && before._stamp == stamp ? before
                : stamp == default || info.Length > MaxLength ? new(path, stamp, IgnoreList.Empty)
                : new(path, stamp, IgnoreList.Parse(File.ReadAllText(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(path, default, IgnoreList.Empty);
        }
    }
}
