namespace LocalCascade.Completion.Rules;

/// <summary>One line of a <c>.gitignore</c>, parsed (gitignore(5)).</summary>
internal sealed class IgnorePattern
{
    private readonly string _glob;
    private readonly bool _folderOnly;
    private readonly bool _matchesName;

    private IgnorePattern(string text, int line, string glob, bool negated, bool folderOnly, bool matchesName)
    {
        (Text, Line, _glob, Negated, _folderOnly, _matchesName) = (text, line, glob, negated, folderOnly, matchesName);
    }

    /// <summary>The pattern as it is written.</summary>
    public string Text { get; }

    /// <summary>Where it is written, from 1.</summary>
    public int Line { get; }

    /// <summary>Whether it takes back what an earlier pattern ignores.</summary>
    public bool Negated { get; }

    /// <summary>Parses a line; null for an empty one or a comment.</summary>
    public static IgnorePattern? Parse(ReadOnlySpan<char> text, int line)
    {
        if (text.IsEmpty || text[0] == '#')
        {
            return null;
        }

        text = TrimTrailingSpaces(text);
        if (text.IsEmpty)
        {
            return null;
        }

        var glob = text;
        var negated = glob[0] == '!';
        glob = negated ? glob[1..] : glob;
        var folderOnly = glob.EndsWith("/");
        glob = folderOnly ? glob[..^1] : glob;
        var matchesName = !glob.Contains('/');
        glob = glob.StartsWith("/") ? glob[1..] : glob;
        return new(text.ToString(), line, glob.ToString(), negated, folderOnly, matchesName);
    }

    /// <summary>Whether it names this file or folder.</summary>
    /// <param name="path">The path from the folder that the pattern is written for, segments parted by <c>/</c>.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    /// <param name="ignoreCase">Whether letters match in either case.</param>
    public bool IsMatch(ReadOnlySpan<char> path, bool isFolder, bool ignoreCase) =>
        (!_folderOnly || isFolder)
        && Glob.IsMatch(_glob, _matchesName ? path[(path.LastIndexOf('/') + 1)..] : path, ignoreCase);

    /// <summary>Drops the spaces at the end that no backslash protects.</summary>
    private static ReadOnlySpan<char> TrimTrailingSpaces(ReadOnlySpan<char> text)
    {
        var end = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ' ')
            {
                continue;
            }

            end = Math.Min(i + 1, text.Length);
        }

        return text[..end];
    }
}
