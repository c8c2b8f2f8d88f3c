namespace LocalCascade.Completion.Rules;

/// <summary>
/// What git ignores: every <c>.gitignore</c> from the repository's root down to the file, then <c>.git/info/exclude</c>, then the
/// user's own list. In a workspace folder outside any repository the <c>.gitignore</c> files count as well. Whether git tracks
/// a file all the same is not looked at. What was read is looked at again, for changes, every <see cref="CheckInterval"/>.
/// </summary>
internal sealed class GitIgnores
{
    public static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(2);

    private const int MaxFolders = 20_000;

    private readonly Dictionary<string, GitFolder> _folders = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _workspaceFolders;
    private readonly string? _userList;
    private readonly TimeProvider _timeProvider;

    /// <param name="workspaceFolders">Full paths with <c>/</c> between segments and none at the end.</param>
    /// <param name="userList">The path of the user's own ignore list; null for none.</param>
    /// <param name="timeProvider">The clock that looks for changes are spaced by.</param>
    public GitIgnores(IReadOnlyList<string> workspaceFolders, string? userList, TimeProvider timeProvider)
    {
        (_workspaceFolders, _userList, _timeProvider) = (workspaceFolders, userList, timeProvider);
    }

    /// <summary>Why a file or folder is ignored; null when it is not. Not thread-safe.</summary>
    /// <param name="path">The full path with <c>/</c> between segments and none at the end.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    public GitExclusion? FindExclusion(string path, bool isFolder)
    {
        var end = path.LastIndexOf('/');
        return end < 0 ? null : GetFolder(path[..end]).FindExclusion(path, isFolder);
    }

    private GitFolder GetFolder(string path)
    {
        var end = path.LastIndexOf('/');
        var above = end < 0 ? null : GetFolder(path[..end]);
        _folders.TryGetValue(path, out var known);
        if (known is not null && _timeProvider.GetElapsedTime(known.CheckedAt) < CheckInterval && (known.Parent is null || known.Parent == above))
        {
            return known;
        }

        var repository = FindRepository(path);
        var parent = repository is null ? above : null;
        var counts = repository is not null || parent is { Counts: true } || _workspaceFolders.Contains(path, StringComparer.Ordinal);
        var files = counts ? ReadFiles(path, repository, known) : [];
        if (known is null || known.Parent != parent || known.Counts != counts || !known.Files.SequenceEqual(files))
        {
            if (_folders.Count >= MaxFolders)
            {
                _folders.Clear();
            }

            _folders[path] = known = new(path, parent, counts, files);
        }

        known.CheckedAt = _timeProvider.GetTimestamp();
        return known;
    }

    private List<IgnoreFile> ReadFiles(string path, string? repository, GitFolder? known)
    {
        var paths = new List<string> { path + "/.gitignore" };
        if (repository is not null)
        {
            paths.Add(repository + "/info/exclude");
            if (_userList is not null)
            {
                paths.Add(_userList);
            }
        }

        return paths.ConvertAll(file => IgnoreFile.Read(file, known?.Files.FirstOrDefault(before => before.Path == file)));
    }

    /// <summary>The repository's folder when <paramref name="path"/> is the root of its work tree (gitrepository-layout(5)).</summary>
    private static string? FindRepository(string path)
    {
        var git = path + "/.git";
        if (Directory.Exists(git))
        {
            return git;
        }

        // A submodule or a linked work tree: .git is a file that names the folder, and that may name the one it shares.
        if (ReadLine(git) is not { } line || !line.StartsWith("gitdir:", StringComparison.Ordinal))
        {
            return null;
        }

        var folder = Path.GetFullPath(line["gitdir:".Length..].Trim(), path + "/");
        return ReadLine(Path.Join(folder, "commondir")) is { } common ? Path.GetFullPath(common.Trim(), folder) : folder;
    }

    private static string? ReadLine(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadLines(path).FirstOrDefault() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
