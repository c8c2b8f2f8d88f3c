using LocalCascade.Daemon.Hosting;

namespace LocalCascade.Daemon.Models;

/// <summary>The models on this machine: those that ship with the program, and those that the user added.</summary>
internal static class ModelLibrary
{
    private const string ConfigFileName = "genai_config.json";

    /// <summary>Where `localcascade models add` puts models.</summary>
    public static string UserFolder => Path.Combine(UserFolders.Data, "models");

    /// <summary>Where the embedded model lies: beside the executable, or in the checkout that it was built in.</summary>
    public static string? EmbeddedFolder
    {
        get
        {
            for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                var models = Path.Combine(folder, "models");
                if (Directory.Exists(models) && Directory.EnumerateDirectories(models).Any(IsModel))
                {
                    return models;
                }
            }

            return null;
        }
    }

    /// <summary>All models: name, folder, and whether it ships with the program. A user's model hides an embedded one of its name.</summary>
    public static IReadOnlyList<(string Name, string Folder, bool Embedded)> List()
    {
        var models = new SortedDictionary<string, (string, string, bool)>(StringComparer.OrdinalIgnoreCase);
        foreach (var (root, embedded) in new[] { (EmbeddedFolder, true), (UserFolder, false) })
        {
            if (root is null || !Directory.Exists(root))
            {
                continue;
            }

            foreach (var folder in Directory.EnumerateDirectories(root).Where(IsModel))
            {
                var name = Path.GetFileName(folder);
                models[name] = (name, folder, embedded);
            }
        }

        return [.. models.Values];
    }

    /// <summary>The folder of the setting <c>model</c>: a path (a relative one begins at <paramref name="workingFolder"/>), a name, or empty for the embedded model.</summary>
    public static string? Find(string model, out string reason, string? workingFolder = null)
    {
        reason = "";
        var models = List();
        if (model.Length == 0)
        {
            var embedded = models.FirstOrDefault(m => m.Embedded).Folder;
            reason = embedded is null ? "No model ships with this build; add one with `localcascade models add`." : "";
            return embedded;
        }

        if (models.FirstOrDefault(m => m.Name.Equals(model, StringComparison.OrdinalIgnoreCase)) is { Folder: not null } named)
        {
            return named.Folder;
        }

        // A path is taken as it is: what is wrong with it is told when it is loaded.
        return Path.GetFullPath(model, workingFolder ?? Environment.CurrentDirectory);
    }

    // A folder whose name begins with a dot is being added, or was when the power went.
    private static bool IsModel(string folder) => !Path.GetFileName(folder).StartsWith('.') && File.Exists(Path.Combine(folder, ConfigFileName));
}
