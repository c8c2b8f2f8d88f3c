namespace LocalCascade.Completion.Workspace;

/// <summary>
/// The files on disk that are most like an open one, by folder and name: they are searched line by line as open ones are, and
/// what follows what in them is the next wider cache behind the open file's own (Hellendoorn and Devanbu, 2017).
/// </summary>
internal sealed class RelatedFiles
{
    private const int MostFiles = 12;
    private const int MostLines = 6_000;
    private const int MostLinesOfOne = 1_500;

    private RelatedFiles(IReadOnlyList<CodeFile> files)
    {
        Files = files;
        foreach (var file in files)
        {
            foreach (var line in file.Lines)
            {
                Following.Add(line);
            }
        }
    }

    /// <summary>None.</summary>
    public static RelatedFiles None { get; } = new([]);

    /// <summary>The most like first.</summary>
    public IReadOnlyList<CodeFile> Files { get; }

    /// <summary>Which tokens follow which in all of them.</summary>
    public FollowCounts Following { get; } = new();

    /// <summary>Roughly what it costs in memory.</summary>
    public long Bytes => Files.Sum(file => file.Bytes) + Following.Bytes;

    /// <summary>Picks and reads the files that are most like <paramref name="file"/>.</summary>
    public static RelatedFiles Of(CodeFile file, ContextIndex index)
    {
        var chosen = index.Snapshot()
            .Where(other => other.File.LanguageId == file.LanguageId && !FileName.Comparer.Equals(other.File.Name, file.Name))
            .Select(other => (other.File, Likeness: Likeness(file.Name, other.File.Name)))
            .OrderByDescending(other => other.Likeness)
            .ThenBy(other => other.File.Name, FileName.Comparer)
            .Take(MostFiles);
        var files = new List<CodeFile>();
        var lines = 0;
        foreach (var (other, _) in chosen)
        {
            if (lines + Math.Min(other.Lines.Count, MostLinesOfOne) <= MostLines)
            {
                files.Add(other.Unpack(MostLinesOfOne));
                lines += files[^1].Lines.Count;
            }
        }

        return new(files);
    }

    // Folders in common count first, then how much of the names' beginnings and ends.
    private static int Likeness(string name, string other)
    {
        var common = name.AsSpan().CommonPrefixLength(other);
        var folders = name.AsSpan(0, common).Count('/');
        var apart = name.AsSpan(common).Count('/') + other.AsSpan(common).Count('/');
        var mine = name.AsSpan(name.LastIndexOf('/') + 1);
        var its = other.AsSpan(other.LastIndexOf('/') + 1);
        var ends = 0;
        while (ends < Math.Min(mine.Length, its.Length) && mine[^(ends + 1)] == its[^(ends + 1)])
        {
            ends++;
        }

        return ((folders - (2 * apart)) * 200) + Math.Min(mine.CommonPrefixLength(its) + ends, 199);
    }
}
