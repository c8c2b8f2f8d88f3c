namespace LocalCascade.Yardstick;

/// <summary>A package, or a part of one, that the embedded model was trained on.</summary>
/// <param name="Kind">Where it comes from: <c>deb</c>, <c>debsrc</c> or <c>npm</c>.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Only">The folders that count; none for all.</param>
/// <param name="Drop">Paths that contain one of these do not.</param>
internal sealed record TrainingPackage(string Kind, string Name, IReadOnlyList<string> Only, IReadOnlyList<string> Drop)
{
    /// <summary>Where the training recipe unpacks it.</summary>
    public string RootIn(string workFolder) => Path.Combine(workFolder, "packages", Kind, Name.Replace("/", "__", StringComparison.Ordinal), "files");

    /// <summary>Its files, where the training recipe unpacked it below its work folder; none where it did not.</summary>
    public IEnumerable<string> FilesIn(string workFolder)
    {
        var root = RootIn(workFolder);
        return (Only.Count == 0 ? [root] : Only.Select(folder => Path.Combine(root, folder)))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            .Where(file => !Drop.Any(Path.GetRelativePath(root, file).Contains));
    }
}
