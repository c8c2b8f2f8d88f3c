namespace LocalCascade.Completion.Rules;

/// <summary>Patterns in gitignore syntax, in order: the last one that matches decides.</summary>
internal sealed class IgnoreList
{
    // Git on Windows and macOS is set to ignore case (core.ignoreCase), as their file systems do.
    private static readonly bool IgnoreCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    private readonly List<IgnorePattern> _patterns;

    private IgnoreList(List<IgnorePattern> patterns) => _patterns = patterns;

    public static IgnoreList Empty { get; } = new([]);

    public static IgnoreList Parse(ReadOnlySpan<char> text)
    {
        var patterns = new List<IgnorePattern>();
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var pattern = text.TrimStart('\uFEFF')[line];
            if (IgnorePattern.Parse(pattern.EndsWith("\r") ? pattern[..^1] : pattern, number) is { } parsed)
            {
                patterns.Add(parsed);
            }
        }

        return patterns.Count == 0 ? Empty : new(patterns);
    }

    public static IgnoreList From(IReadOnlyList<string> patterns) => Parse(string.Join('\n', patterns));

    /// <summary>The last pattern that names this file or folder itself, whatever is said of the folders above it.</summary>
    /// <param name="path">The path from the folder that the list is for, segments parted by <c>/</c>.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    public IgnorePattern? Match(ReadOnlySpan<char> path, bool isFolder)
    {
        for (var i = _patterns.Count - 1; i >= 0; i--)
        {
            if (_patterns[i].IsMatch(path, isFolder, IgnoreCase))
            {
                return _patterns[i];
            }
        }

        return null;
    }

    /// <summary>The pattern that excludes this file or folder, or the topmost folder above it that is excluded: what is in there cannot be taken back.</summary>
    public IgnorePattern? FindExclusion(ReadOnlySpan<char> path, bool isFolder)
    {
        if (_patterns.Count == 0)
        {
            return null;
        }

        for (var end = path.IndexOf('/'); end >= 0;)
        {
            if (Match(path[..end], true) is { Negated: false } above)
            {
                return above;
            }

            var next = path[(end + 1)..].IndexOf('/');
            end = next < 0 ? -1 : end + 1 + next;
        }

        return Match(path, isFolder) is { Negated: false } pattern ? pattern : null;
    }
}
