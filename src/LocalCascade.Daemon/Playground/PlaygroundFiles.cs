using LocalCascade.Completion;
using LocalCascade.Completion.Workspace;
using LocalCascade.Daemon.Hosting;

namespace LocalCascade.Daemon.Playground;

/// <summary>The source files of the folder that is played in: listed once, less what the rules leave alone; only what is listed is read, and nothing is written.</summary>
internal sealed class PlaygroundFiles
{
    private const int Most = 2_000;
    private const int MostBytes = 2 * 1024 * 1024;

    private readonly Dictionary<string, string> _paths;

    private PlaygroundFiles(string folder, IReadOnlyList<string> paths)
    {
        Folder = folder;
        _paths = paths.ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), StringComparer.Ordinal);
        Names = [.. _paths.Keys.Order(StringComparer.Ordinal)];
    }

    public string Folder { get; }

    /// <summary>Relative to the folder, with slashes.</summary>
    public IReadOnlyList<string> Names { get; }

    public static PlaygroundFiles List(string folder, EngineSettings settings, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(folder);
        return new(root, WorkspaceFiles.List(root, settings, Most, cancellationToken));
    }

    /// <summary>Reads a listed file; null when it is not listed, gone, too large or no text.</summary>
    public PlaygroundFile? Read(string name)
    {
        if (!_paths.TryGetValue(name, out var path))
        {
            return null;
        }

        try
        {
            if (new FileInfo(path) is not { Exists: true, LinkTarget: null, Length: <= MostBytes })
            {
                return null;
            }

            var text = File.ReadAllText(path);
            return text.Contains('\0', StringComparison.Ordinal) ? null : new(name, FileUri.FromPath(path), LanguageIds.Of(path), text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
