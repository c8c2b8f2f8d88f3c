namespace LocalCascade.Benchmarks.Typing.Live;

/// <summary>A file that somebody works on.</summary>
/// <param name="Root">The folder that is their workspace; the files of the same kind in it are there too.</param>
/// <param name="Name">Its path in there.</param>
/// <param name="Language">LSP language id.</param>
internal sealed record TypistFile(string Root, string Name, string Language)
{
    private const int MostFiles = 80;

    public string Text { get; } = File.ReadAllText(Path.Combine(Root, Name)).ReplaceLineEndings("\n");

    /// <summary>Copies the workspace, with the passage missing.</summary>
    public void CopyTo(string folder, Passage passage)
    {
        var extension = Path.GetExtension(Name);
        foreach (var path in Directory.EnumerateFiles(Root, "*" + extension, SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !path.Contains("node_modules", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Take(MostFiles))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(Root, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }

        var own = Path.Combine(folder, Name);
        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        File.WriteAllText(own, passage.Before + passage.After);
    }
}
