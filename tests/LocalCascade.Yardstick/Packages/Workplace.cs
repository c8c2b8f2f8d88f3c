namespace LocalCascade.Yardstick;

/// <summary>One set's packages, read from disk, without what stands elsewhere too.</summary>
/// <param name="Packages">The packages.</param>
/// <param name="Copies">How many files were dropped as copies, by package.</param>
/// <param name="TrainingSearched">How many entries of the training list were at hand to be looked through.</param>
internal sealed record Workplace(IReadOnlyList<Package> Packages, IReadOnlyDictionary<string, int> Copies, int TrainingSearched)
{
    private const int MostBytes = 2_000_000;

    /// <summary>Reads a set. Its files must not be copies of training text; those of the test set not of development packages either.</summary>
    /// <exception cref="ArgumentException">An option names what there is not, or a package holds nothing.</exception>
    /// <exception cref="DirectoryNotFoundException">A package was not fetched.</exception>
    public static Workplace Read(PackageList list, Options options)
    {
        var entries = list.Get(options.Set);
        if (options.OnlyPackages.FirstOrDefault(name => entries.All(entry => entry.Name != name)) is { } stranger)
        {
            throw new ArgumentException($"{stranger} is not in the {options.Set} set: {string.Join(", ", entries.Select(entry => entry.Name))}.");
        }

        var packages = entries
            .Where(entry => options.OnlyPackages.Count == 0 || options.OnlyPackages.Contains(entry.Name))
            .Where(entry => options.OnlyLanguages.Count == 0 || options.OnlyLanguages.Contains(entry.LanguageId))
            .Select(entry => Package.Read(options.PackagesFolder, entry))
            .ToArray();
        var duplicates = new NearDuplicates(packages.SelectMany(package => package.Files));
        var searched = SeeTraining(duplicates, list, options);
        if (options.IsTest)
        {
            foreach (var file in list.Get(PackageList.Development).SelectMany(entry => Package.Read(options.PackagesFolder, entry).Files))
            {
                duplicates.See(file.Text);
            }
        }

        var copies = packages.ToDictionary(package => package.Name, package => package.Files.Count(duplicates.IsCopy));
        packages = [.. packages.Select(package => package with { Files = [.. package.Files.Where(file => !duplicates.IsCopy(file))] })];
        return packages.FirstOrDefault(package => package.Files.Count == 0) is { } empty
            ? throw new ArgumentException($"The package {empty.Name} holds no {empty.LanguageId} file to measure on. Look at its folder in packages.list.")
            : new(packages, copies, searched);
    }

    private static int SeeTraining(NearDuplicates duplicates, PackageList list, Options options)
    {
        var searched = 0;
        foreach (var package in list.Training)
        {
            var before = searched;
            foreach (var file in package.FilesIn(options.TrainingFolder).Where(file => Package.Endings.Values.Contains(Path.GetExtension(file)) && new FileInfo(file).Length < MostBytes))
            {
                searched = before + 1;
                duplicates.See(File.ReadAllText(file));
            }
        }

        return searched;
    }
}
