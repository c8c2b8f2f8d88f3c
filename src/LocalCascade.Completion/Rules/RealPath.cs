namespace LocalCascade.Completion.Rules;

/// <summary>Where a path leads once every link on the way is followed and every <c>..</c> is taken from where it really stands.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40; // as Linux's own limit

    /// <returns>The real path, whether or not the file exists; null when links lead in a circle.</returns>
    /// <param name="path">An absolute path.</param>
    public static string? Resolve(string path)
    {
        var root = Path.GetPathRoot(path) ?? "";
        return Follow(root, path[root.Length..]);
    }

    /// <summary>The same for <paramref name="name"/> in a folder whose path is real already.</summary>
    public static string? FollowLast(string realFolder, string name) => Follow(realFolder, name);

    private static string? Follow(string real, string path)
    {
        var pending = new Stack<string>();
        PushSegments(pending, path);
        var links = 0;
        while (pending.TryPop(out var segment))
        {
            if (segment == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Join(real, segment);
            if (LinkTarget(next) is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            if (Path.IsPathRooted(target))
            {
                real = Path.GetPathRoot(target)!;
                target = target[real.Length..];
            }

            PushSegments(pending, target);
        }

        return real;
    }

    private static void PushSegments(Stack<string> pending, string path)
    {
        var segments = path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        for (var i = segments.Length - 1; i >= 0; i--)
        {
            if (segments[i] is not ("" or "."))
            {
                pending.Push(segments[i]);
            }
        }
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // what cannot be looked at cannot be read by way of it either
        }
    }
}
