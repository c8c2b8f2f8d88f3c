namespace LocalCascade.Completion.Rules;

/// <summary>Finds the user's own ignore list (gitignore(5)): <c>core.excludesFile</c>, else <c>git/ignore</c> in the configuration folder.</summary>
internal static class GitUserList
{
    /// <param name="home">The user's home folder.</param>
    /// <param name="configuration">The user's configuration folder (<c>XDG_CONFIG_HOME</c>); null for <c>.config</c> in the home folder.</param>
    /// <returns>The path, whether or not there is such a file.</returns>
    public static string Find(string home, string? configuration)
    {
        configuration = string.IsNullOrEmpty(configuration) ? Path.Join(home, ".config") : configuration;
        var named = ReadExcludesFile(Path.Join(home, ".gitconfig")) ?? ReadExcludesFile(Path.Join(configuration, "git", "config"));
        return named is null ? Path.Join(configuration, "git", "ignore")
            : named.StartsWith("~/", StringComparison.Ordinal) ? Path.Join(home, named[2..])
            : Path.GetFullPath(named, home);
    }

    private static string? ReadExcludesFile(string config)
    {
        try
        {
            string? found = null;
            var inCore = false;
            foreach (var raw in File.Exists(config) ? File.ReadLines(config) : [])
            {
                var line = raw.AsSpan().Trim();
                if (line.StartsWith("["))
                {
                    inCore = line.StartsWith("[core]", StringComparison.OrdinalIgnoreCase);
                }
                else if (inCore && line.IndexOf('=') is var equals and > 0 && line[..equals].Trim().Equals("excludesfile", StringComparison.OrdinalIgnoreCase))
                {
                    found = line[(equals + 1)..].Trim().Trim('"').ToString();
                }
            }

            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
