using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Rules;

/// <summary>
/// Decides which files are left alone: secrets, what git ignores, and what the user's own patterns name. A path is judged both
/// as it is written and as where it really leads, so that neither a link nor <c>..</c> gets around a rule. Thread-safe; for
/// other settings or folders a new one is made.
/// </summary>
internal sealed class FileRules
{
    private const int MaxDecisions = 4096;

    private static readonly StringComparison PathComparison =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly List<string> _workspaceFolders;
    private readonly EngineSettings _settings;
    private readonly IgnoreList _off;
    private readonly IgnoreList _localOnly;
    private readonly GitIgnores _git;
    private readonly Dictionary<string, (FileDecision Decision, long At)> _decisions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string? Real, long At)> _realFolders = new(StringComparer.Ordinal);

    /// <param name="settings">Their patterns and whether git's count.</param>
    /// <param name="workspaceFolders">Absolute paths; the user's patterns are relative to them.</param>
    /// <param name="timeProvider">The clock that looks at the disk are spaced by.</param>
    /// <param name="userIgnoreList">The path of the user's own git ignore list, empty for none; null to look where git does.</param>
    public FileRules(EngineSettings settings, IReadOnlyList<string> workspaceFolders, TimeProvider timeProvider, string? userIgnoreList = null)
    {
        _settings = settings;
        _timeProvider = timeProvider;
        _workspaceFolders = [.. workspaceFolders.SelectMany(Spellings).Distinct(StringComparer.Ordinal)];
        _off = IgnoreList.From(settings.OffPatterns);
        _localOnly = IgnoreList.From(settings.LocalOnlyPatterns);
        userIgnoreList ??= GitUserList.Find(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), Environment.GetEnvironmentVariable("XDG_CONFIG_HOME"));
        _git = new(_workspaceFolders, userIgnoreList.Length == 0 ? null : userIgnoreList, timeProvider);
    }

    /// <summary>Decides for a document by its uri. One that names no file, such as an untitled one, is allowed, unless its name alone is a secret's.</summary>
    public FileDecision DecideUri(string uri) => DocumentUri.ToPath(uri) is { } path ? Decide(path) : DecideName(uri[(uri.LastIndexOfAny(['/', ':']) + 1)..]);

    /// <summary>Decides for a file, which need not exist.</summary>
    /// <param name="path">Its absolute path.</param>
    public FileDecision Decide(string path) => Decide(path, isFolder: false);

    /// <summary>Decides for a folder: one that is <see cref="FilePolicy.Off"/> need not be read, for all in it is off.</summary>
    /// <param name="path">Its absolute path.</param>
    public FileDecision DecideFolder(string path) => Decide(path, isFolder: true);

    private static FileDecision DecideName(string name) => SecretPatterns.FindSecret($"/{name}", workspaceLength: 0, isFolder: false) is { } secret
        ? new(FilePolicy.Off, $"Excluded: '{name}' matches the built-in secret pattern '{secret}'.")
        : FileDecision.Allowed;

    private FileDecision Decide(string path, bool isFolder)
    {
        lock (_lock)
        {
            var key = isFolder ? path + "/" : path;
            if (_decisions.TryGetValue(key, out var known) && _timeProvider.GetElapsedTime(known.At) < GitIgnores.CheckInterval)
            {
                return known.Decision;
            }

            if (_decisions.Count >= MaxDecisions)
            {
                _decisions.Clear();
            }

            var decision = DecideAnew(path, isFolder);
            _decisions[key] = (decision, _timeProvider.GetTimestamp());
            return decision;
        }
    }

    private FileDecision DecideAnew(string path, bool isFolder)
    {
        if (!Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            return new(FilePolicy.Off, "Excluded: the file's path is not an absolute one, so no rule can be held against it.");
        }

        var written = Normalize(Path.GetFullPath(path));
        if (Resolve(path) is not { } resolved)
        {
            return new(FilePolicy.Off, $"Excluded: the links on the way to '{NameOf(written)}' lead in a circle.");
        }

        var decision = Judge(written, isFolder);
        var real = Normalize(resolved);
        if (decision.Policy == FilePolicy.Off || real == written)
        {
            return decision;
        }

        var behindLink = Judge(real, isFolder);
        return behindLink.Policy > decision.Policy ? behindLink with { Reason = $"{behindLink.Reason} '{NameOf(written)}' leads there." } : decision;
    }

    private FileDecision Judge(string path, bool isFolder)
    {
        var workspace = _workspaceFolders.Where(folder => IsIn(path, folder)).MaxBy(folder => folder.Length);
        var name = NameOf(path);
        if (SecretPatterns.FindSecret(path, workspace?.Length ?? 0, isFolder) is { } secret)
        {
            return new(FilePolicy.Off, $"Excluded: '{name}' matches the built-in secret pattern '{secret}'.");
        }

        if (isFolder && name == ".git")
        {
            return new(FilePolicy.Off, "Excluded: '.git' is git's own folder.");
        }

        if (FindInUserList(_off, path, isFolder) is { } off)
        {
            return new(FilePolicy.Off, $"Excluded: '{name}' matches your pattern '{off.Text}' of files to leave alone.");
        }

        if (_settings.RespectGitIgnore && _git.FindExclusion(path, isFolder) is { } ignored)
        {
            return new(FilePolicy.Off, $"Excluded: '{name}' is ignored by git, line {ignored.Pattern.Line} of {ignored.File} is '{ignored.Pattern.Text}'.");
        }

        if (FindInUserList(_localOnly, path, isFolder) is { } localOnly)
        {
            return new(FilePolicy.LocalOnly, $"Kept on this machine: '{name}' matches your pattern '{localOnly.Text}' of local-only files.");
        }

        return !isFolder && SecretPatterns.FindLocalOnly(path) is { } builtIn
            ? new(FilePolicy.LocalOnly, $"Kept on this machine: '{name}' matches the built-in pattern '{builtIn}' of files that often hold connection strings.")
            : FileDecision.Allowed;
    }

    /// <summary>The user's patterns are relative to each workspace folder that holds the file; outside all of them, to the root.</summary>
    private IgnorePattern? FindInUserList(IgnoreList list, string path, bool isFolder)
    {
        var inWorkspace = false;
        foreach (var folder in _workspaceFolders)
        {
            if (IsIn(path, folder))
            {
                inWorkspace = true;
                if (list.FindExclusion(path.AsSpan(folder.Length + 1), isFolder) is { } pattern)
                {
                    return pattern;
                }
            }
        }

        return inWorkspace ? null : list.FindExclusion(path.AsSpan(path.IndexOf('/') + 1), isFolder);
    }

    /// <summary>Like <see cref="RealPath.Resolve"/>, with the folder's part remembered: a walk asks for all files of a folder.</summary>
    private string? Resolve(string path)
    {
        var folder = Path.GetDirectoryName(path);
        var name = Path.GetFileName(path);
        if (folder is null || name is "" or "." or "..")
        {
            return RealPath.Resolve(path);
        }

        if (!_realFolders.TryGetValue(folder, out var known) || _timeProvider.GetElapsedTime(known.At) >= GitIgnores.CheckInterval)
        {
            if (_realFolders.Count >= MaxDecisions)
            {
                _realFolders.Clear();
            }

            _realFolders[folder] = known = (RealPath.Resolve(folder), _timeProvider.GetTimestamp());
        }

        return known.Real is null ? null : RealPath.FollowLast(known.Real, name);
    }

    private static IEnumerable<string> Spellings(string folder)
    {
        yield return Normalize(Path.GetFullPath(folder));
        if (RealPath.Resolve(Path.GetFullPath(folder)) is { } real)
        {
            yield return Normalize(real);
        }
    }

    private static string Normalize(string path) =>
        (OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path).TrimEnd('/');

    private static bool IsIn(string path, string folder) =>
        path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, PathComparison);

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
