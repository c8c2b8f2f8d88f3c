namespace LocalCascade.Daemon.Hosting;

/// <summary>Writes file URIs as editors do.</summary>
internal static class FileUri
{
    /// <summary>The URI of a path.</summary>
    public static string FromPath(string path) => new Uri(Path.GetFullPath(path)).AbsoluteUri;
}
