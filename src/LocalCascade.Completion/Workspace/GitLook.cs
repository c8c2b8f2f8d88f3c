namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Tells by three small files of a repository whether git has moved its work tree (gitrepository-layout(5)): <c>HEAD</c> is another on
/// a switch, its log grows with every reset, merge or pull, and the index is written whenever git writes files. Costs three looks at
/// the disk.
/// </summary>
internal sealed class GitLook
{
    private readonly string _git;
    private readonly bool _looksAtIndex;
    private (string Head, long Log, long Index) _seen;

    private GitLook(string git, bool looksAtIndex)
    {
        (_git, _looksAtIndex) = (git, looksAtIndex);
        _seen = Look();
    }

    /// <summary>Looks at the repository that a folder is in; null when it is in none.</summary>
    /// <param name="folder">A folder of the work tree.</param>
    /// <param name="looksAtIndex">Whether a new index counts: it is new after <c>git add</c> too, when no file was changed.</param>
    public static GitLook? Find(string folder, bool looksAtIndex)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            var git = Path.Join(at, ".git");
            if (Directory.Exists(git))
            {
                return new(git, looksAtIndex);
            }

            // A linked work tree, or a submodule: a file that names the folder.
            if (Read(git) is { } text)
            {
                return text.StartsWith("gitdir:", StringComparison.Ordinal) ? new(Path.GetFullPath(text["gitdir:".Length..].Trim(), at), looksAtIndex) : null;
            }
        }

        return null;
    }

    /// <summary>Whether git has moved the work tree since the last call that said so; while git is at it, it has not.</summary>
    public bool HasMoved()
    {
        if (File.Exists(Path.Join(_git, "index.lock")))
        {
            return false;
        }

        var now = Look();
        if (now == _seen)
        {
            return false;
        }

        _seen = now;
        return true;
    }

    private (string Head, long Log, long Index) Look()
    {
        var log = new FileInfo(Path.Join(_git, "logs", "HEAD"));
        var index = _looksAtIndex ? File.GetLastWriteTimeUtc(Path.Join(_git, "index")).Ticks : 0;
        return (Read(Path.Join(_git, "HEAD")) ?? "", log.Exists ? log.Length : 0, index);
    }

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadLines(path).FirstOrDefault("") : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
