namespace LocalCascade.Completion.Rules;

/// <summary>What git's ignore files say in one folder. Immutable but for the time it was last checked at.</summary>
internal sealed class GitFolder
{
    public GitFolder(string path, GitFolder? parent, bool counts, IReadOnlyList<IgnoreFile> files)
    {
        (Path, Parent, Counts, Files) = (path, parent, counts, files);
        Exclusion = parent?.Exclusion ?? parent?.FindExclusion(path, isFolder: true);
    }

    /// <summary>The full path with <c>/</c> between segments and none at the end.</summary>
    public string Path { get; }

    /// <summary>The folder above; null for a repository's root, whatever lies above it.</summary>
    public GitFolder? Parent { get; }

    /// <summary>Whether ignore files count here: inside a repository or a workspace folder.</summary>
    public bool Counts { get; }

    /// <summary>Its own <c>.gitignore</c>, then, in a repository's root, the repository's and the user's lists.</summary>
    public IReadOnlyList<IgnoreFile> Files { get; }

    /// <summary>Why this folder, and all in it, is ignored; null when it is not.</summary>
    public GitExclusion? Exclusion { get; }

    public long CheckedAt { get; set; }

    /// <summary>Why a file or folder in this folder is ignored; null when it is not.</summary>
    public GitExclusion? FindExclusion(string path, bool isFolder)
    {
        if (Exclusion is not null)
        {
            return Exclusion;
        }

        // The deepest .gitignore first; one that matches decides, by ignoring or by taking back.
        for (var folder = this; folder is not null; folder = folder.Parent)
        {
            foreach (var file in folder.Files)
            {
                if (file.Patterns.Match(path.AsSpan(folder.Path.Length + 1), isFolder) is { } pattern)
                {
                    return pattern.Negated ? null : new(pattern, file.Path);
                }
            }
        }

        return null;
    }
}
