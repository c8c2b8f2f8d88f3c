namespace LocalCascade.Completion.Workspace;

/// <summary>A file that the index holds.</summary>
/// <param name="file">Its name, and its lines as a search sees them.</param>
/// <param name="lines">The same lines.</param>
/// <param name="stamp">How it looked on disk.</param>
internal sealed class StoredFile(CodeFile file, PackedLines lines, FileStamp stamp)
{
    private static long _made;

    public CodeFile File { get; } = file;

    /// <summary>Those made later have greater ones.</summary>
    public long Order { get; } = Interlocked.Increment(ref _made);

    public PackedLines Lines { get; } = lines;

    public FileStamp Stamp { get; } = stamp;

    /// <summary>What it costs in memory without its part of a segment: lines, name, the objects and the index's entry.</summary>
    public int Bytes => Lines.Bytes + (File.Name.Length * sizeof(char)) + 260;

    /// <summary>The segment that holds its places, and where; the index's own, under its lock.</summary>
    public IndexSegment? Segment { get; set; }

    public int Slot { get; set; }

    /// <summary>The last listing of the workspace that it stood in; the scanner's own.</summary>
    public int SeenIn { get; set; }

    public static StoredFile Make(string name, string folder, string languageId, PackedLines lines, FileStamp stamp) =>
        new(new(name, folder, languageId, lines), lines, stamp);
}
