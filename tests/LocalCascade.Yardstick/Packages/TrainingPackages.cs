using System.Text;

namespace LocalCascade.Yardstick;

/// <summary>
/// The packages that the embedded model is trained on, as workspaces: the predictor's weights are fitted on these too. A package of
/// many libraries (mono) is as many workspaces.
/// </summary>
internal static class TrainingPackages
{
    private const int LeastFiles = 8;
    private const int MostFiles = 600;

    /// <exception cref="DirectoryNotFoundException">The training recipe has not fetched them.</exception>
    public static IReadOnlyList<Package> Read(PackageList list, string workFolder)
    {
        var packages = list.Training
            .SelectMany(training => training.FilesIn(workFolder).Select(path => (training, path)))
            .DistinctBy(file => file.path)
            .GroupBy(file => (file.training.Name, Language: LanguageOf(file.path), Library: LibraryOf(file.training, workFolder, file.path)))
            .Where(group => group.Key.Language is not null)
            .Select(group => Make(group.Key.Name + group.Key.Library, group.Key.Language!, group.Select(file => file.path)))
            .Where(package => package.Files.Count >= LeastFiles)
            .OrderBy(package => package.Name, StringComparer.Ordinal)
            .ToArray();
        return packages.Length > 0 ? packages : throw new DirectoryNotFoundException($"There are no training packages in {workFolder}. Fetch them: models/training/build.sh, or name its work folder by --training.");
    }

    private static Package Make(string name, string languageId, IEnumerable<string> paths)
    {
        var files = paths
            .Where(Package.IsWanted)
            .Order(StringComparer.Ordinal)
            .Take(MostFiles)
            .Select(path => new CodeText(new Uri(path).AbsoluteUri, languageId, File.ReadAllText(path, Encoding.UTF8).Replace("\r\n", "\n", StringComparison.Ordinal)))
            .Where(file => Package.IsCode(file.Text));
        return new(name, languageId, [.. files]);
    }

    // Of a package that is read in parts, each part's folders are libraries of their own.
    private static string LibraryOf(TrainingPackage training, string workFolder, string path)
    {
        foreach (var only in training.Only)
        {
            var root = Path.Combine(training.RootIn(workFolder), only) + Path.DirectorySeparatorChar;
            if (path.StartsWith(root, StringComparison.Ordinal))
            {
                var rest = path[root.Length..];
                return rest.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? $"/{only}/{rest[..rest.IndexOf(Path.DirectorySeparatorChar, StringComparison.Ordinal)]}" : "/" + only;
            }
        }

        return "";
    }

    private static string? LanguageOf(string path) => Package.Endings.FirstOrDefault(pair => path.EndsWith(pair.Value, StringComparison.Ordinal)).Key;
}
