using System.Collections.Frozen;

namespace LocalCascade.Daemon.Playground;

/// <summary>The page's own files: those that lie in its folder when the server starts, by their names, and nothing else.</summary>
internal sealed class PageFiles
{
    private readonly FrozenDictionary<string, string> _paths;

    /// <param name="folder">The built page.</param>
    public PageFiles(string folder) => _paths = Directory.EnumerateFiles(folder).ToFrozenDictionary(path => $"/{Path.GetFileName(path)}", StringComparer.Ordinal);

    /// <summary>The file at a request's path; null for none.</summary>
    public string? Find(string path) => _paths.GetValueOrDefault(path == "/" ? "/index.html" : path);

    public static string ContentType(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".ttf" => "font/ttf",
        ".woff2" => "font/woff2",
        ".map" or ".json" => "application/json",
        _ => "application/octet-stream",
    };

    /// <summary>The built page: beside the executable, or in the checkout that it was built in.</summary>
    public static string? FindFolder()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            foreach (var page in new[] { Path.Combine(folder, "playground"), Path.Combine(folder, "src", "editors", "playground", "out") })
            {
                if (File.Exists(Path.Combine(page, "index.html")))
                {
                    return page;
                }
            }
        }

        return null;
    }
}
