using System.ComponentModel;
using System.Diagnostics;

namespace LocalCascade.Yardstick;

/// <summary>The checkout that the yardstick runs in.</summary>
internal sealed class Repository
{
    private readonly string _root;

    private Repository(string root) => _root = root;

    /// <summary>The checkout that holds a folder.</summary>
    /// <exception cref="ArgumentException">None does.</exception>
    public static Repository Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "LocalCascade.slnx")))
            {
                return new(at.FullName);
            }
        }

        throw new ArgumentException($"{folder} is not in a checkout of LocalCascade. Run the yardstick inside of one: it reads which packages belong to which set there.");
    }

    /// <summary>A path below the root; absolute paths stay as they are.</summary>
    public string At(string path) => Path.Combine(_root, path);

    /// <summary>What is checked out, with a + where files differ from it; <c>unknown</c> without git.</summary>
    public string Revision()
    {
        var commit = Git("rev-parse", "--short=10", "HEAD");
        return commit.Length == 0 ? "unknown" : Git("status", "--porcelain", "--untracked-files=no").Length == 0 ? commit : commit + "+";
    }

    /// <summary>The only folder under models/ that holds a model.</summary>
    /// <exception cref="ArgumentException">There is none, or several.</exception>
    public string EmbeddedModel()
    {
        var models = Directory.EnumerateDirectories(At("models")).Where(folder => File.Exists(Path.Combine(folder, "genai_config.json"))).Order(StringComparer.Ordinal).ToArray();
        return models is [var only]
            ? only
            : throw new ArgumentException($"{models.Length} folders under models/ hold a model{string.Concat(models.Select(model => " " + Path.GetFileName(model)))}. Name the one that the product embeds: --embedded FOLDER");
    }

    private string Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", _root, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true });
            var output = git?.StandardOutput.ReadToEnd().Trim() ?? "";
            git?.WaitForExit();
            return git?.ExitCode == 0 ? output : "";
        }
        catch (Win32Exception)
        {
            return "";
        }
    }
}
