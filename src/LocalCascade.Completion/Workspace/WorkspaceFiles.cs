using LocalCascade.Completion.Rules;

namespace LocalCascade.Completion.Workspace;

/// <summary>The source files of a folder, for a person to choose from.</summary>
public static class WorkspaceFiles
{
    /// <summary>Paths of the files that the rules do not leave alone, in order; links are not followed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="settings">Whose rules hold.</param>
    /// <param name="most">How many at the most.</param>
    /// <param name="cancellationToken">Looked at between folders.</param>
    public static IReadOnlyList<string> List(string folder, EngineSettings settings, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var root = Path.GetFullPath(folder);
        var rules = new FileRules(settings, [root], TimeProvider.System);
        var listing = new FileListing();
        listing.AddBelow([root], rules, cancellationToken);
        var paths = new List<string>();
        for (var i = 0; i < listing.Count && paths.Count < most; i++)
        {
            var path = string.Concat(listing.FolderOf(i), listing.NameOf(i));
            if (rules.Decide(path).Policy != FilePolicy.Off)
            {
                paths.Add(path);
            }
        }

        paths.Sort(StringComparer.Ordinal);
        return paths;
    }
}
