using System.IO.Enumeration;
using System.Runtime.InteropServices;
using LocalCascade.Completion.Rules;

namespace LocalCascade.Completion.Workspace;

/// <summary>The source files of some folders as they stand on disk, unread: some forty bytes each.</summary>
internal sealed class FileListing
{
    // Beyond these it is a disk rather than a workspace.
    private const int MostFiles = 250_000;
    private const int MostFolders = 100_000;

    private const long MostFileBytes = 512 * 1024;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    private static readonly HashSet<string> SkippedFolders = new(StringComparer.OrdinalIgnoreCase)
    {
        ".git", ".hg", ".svn", ".vs", ".idea", ".cache", ".venv", "venv", "__pycache__", "node_modules", "bin", "obj", "dist", "build", "out", "target", "vendor", "third_party",
    };

    private readonly List<string> _folders = [];
    private readonly List<char> _names = [];
    private readonly List<Entry> _entries = [];

    public int Count => _entries.Count;

    /// <summary>A file's folder with the separator behind it; one string for all files of a folder.</summary>
    public string FolderOf(int index) => _folders[_entries[index].Folder];

    public ReadOnlySpan<char> NameOf(int index) => NameOf(_entries[index]);

    public FileStamp StampOf(int index) => new(_entries[index].Modified, _entries[index].Length);

    /// <summary>Writes a file's whole path.</summary>
    /// <returns>Its length; 0 when there is no room.</returns>
    public int WritePath(int index, Span<char> path)
    {
        var folder = FolderOf(index);
        var name = NameOf(index);
        if (folder.Length + name.Length > path.Length)
        {
            return 0;
        }

        folder.CopyTo(path);
        name.CopyTo(path[folder.Length..]);
        return folder.Length + name.Length;
    }

    /// <summary>Whether a path below a workspace folder lies in one of those that nobody writes code in.</summary>
    public static bool IsSkipped(ReadOnlySpan<char> pathBelow)
    {
        foreach (var part in pathBelow.SplitAny('/', '\\'))
        {
            if (SkippedFolders.GetAlternateLookup<ReadOnlySpan<char>>().Contains(pathBelow[part]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds what is in folders and all below that the rules do not exclude. Links are not followed: they may lead anywhere, also back up.</summary>
    public void AddBelow(IReadOnlyList<string> roots, FileRules rules, CancellationToken cancellationToken)
    {
        var pending = new Stack<string>(roots);
        var known = roots.ToHashSet(FileName.Comparer);
        while (pending.TryPop(out var folder) && _folders.Count < MostFolders && Count < MostFiles)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var child in Add(folder))
            {
                if (!known.Contains(child) && rules.DecideFolder(child).Policy != FilePolicy.Off)
                {
                    pending.Push(child);
                }
            }
        }
    }

    /// <summary>Adds the files right in a folder.</summary>
    /// <returns>Paths of the folders in it that may hold code.</returns>
    public IReadOnlyList<string> Add(string folder)
    {
        var children = new List<string>();
        var first = Count;
        _folders.Add(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar);
        try
        {
            foreach (var _ in new FileSystemEnumerable<bool>(folder, (ref FileSystemEntry entry) => Take(ref entry, children), Everything))
            {
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is gone, or not ours to read.
        }

        // Disks give names in an order of their own; the same files are to be read in the same order everywhere.
        CollectionsMarshal.AsSpan(_entries)[first..].Sort((a, b) => NameOf(a).SequenceCompareTo(NameOf(b)));
        children.Sort(StringComparer.Ordinal);
        return children;
    }

    /// <summary>Adds one file.</summary>
    /// <returns>Whether it is there and may be code.</returns>
    public bool AddFile(string path)
    {
        if (!LanguageIds.IsCode(path) || new FileInfo(path) is not { Exists: true, LinkTarget: null, Length: > 0 and <= MostFileBytes } file)
        {
            return false;
        }

        _folders.Add(FileName.FolderOf(path));
        _entries.Add(new(_folders.Count - 1, _names.Count, (short)file.Name.Length, (int)file.Length, file.LastWriteTimeUtc.Ticks));
        _names.AddRange(file.Name);
        return true;
    }

    private ReadOnlySpan<char> NameOf(Entry entry) => CollectionsMarshal.AsSpan(_names).Slice(entry.NameStart, entry.NameLength);

    private bool Take(ref FileSystemEntry entry, List<string> children)
    {
        var isFolder = entry.IsDirectory;
        if ((!isFolder && !LanguageIds.IsCode(entry.FileName)) || (entry.Attributes & FileAttributes.ReparsePoint) != 0)
        {
            return false;
        }

        if (isFolder)
        {
            if (!IsSkipped(entry.FileName))
            {
                children.Add(entry.ToFullPath());
            }
        }
        else if (entry.Length is > 0 and <= MostFileBytes && Count < MostFiles)
        {
            _entries.Add(new(_folders.Count - 1, _names.Count, (short)entry.FileName.Length, (int)entry.Length, entry.LastWriteTimeUtc.UtcTicks));
            _names.AddRange(entry.FileName);
        }

        return false;
    }

    private readonly record struct Entry(int Folder, int NameStart, short NameLength, int Length, long Modified);
}
