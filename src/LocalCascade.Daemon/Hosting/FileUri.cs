namespace LocalCascade.Daemon.Hosting;

/// <summary>Between file URIs, as editors write them, and paths.</summary>
internal static class FileUri
{
    /// <summary>The path of a <c>file:</c> URI; null for other schemes and for what is no URI.</summary>
    public static string? ToPath(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.IsFile ? Path.TrimEndingDirectorySeparator(parsed.LocalPath) : null;

    /// <summary>The URI of a path.</summary>
    public static string FromPath(string path) => new Uri(Path.GetFullPath(path)).AbsoluteUri;
}
