namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Which files a bounded memory should hold first: those in a language that is open in the editor, then those in or beside the
/// folders of the documents worked on last, then those changed last.
/// </summary>
/// <param name="folders">Folders of open documents, as <see cref="FileName.FolderOf"/> gives them.</param>
/// <param name="languages">Their language ids.</param>
internal sealed class FileRanking(IReadOnlyList<string> folders, IReadOnlySet<string> languages)
{
    private const int SecondBits = 40;
    private const int OtherLanguage = 3;

    private readonly Dictionary<string, int> _distances = new(FileName.Comparer);

    /// <summary>The rank of a file on disk; the less the better. Not thread-safe.</summary>
    /// <param name="folder">Its folder, up to and with the last separator.</param>
    /// <param name="languageId">Its language.</param>
    /// <param name="modified">Ticks of its last write.</param>
    public long Of(string folder, string languageId, long modified)
    {
        var group = (long)DistanceOf(folder) + (languages.Count == 0 || languages.Contains(languageId) ? 0 : OtherLanguage);
        return (group << SecondBits) + (1L << SecondBits) - 1 - (modified / TimeSpan.TicksPerSecond);
    }

    /// <summary>The rank of a file that is held.</summary>
    public long Of(StoredFile file) => Of(file.File.Folder, file.File.LanguageId, file.Stamp.Modified);

    // 0 in an open document's folder; 1 beside, above or right below it; 2 elsewhere.
    private int DistanceOf(string folder)
    {
        if (!_distances.TryGetValue(folder, out var distance))
        {
            distance = folders.Count == 0 ? 2 : folders.Min(open => Steps(open, folder) switch { 0 => 0, <= 2 => 1, _ => 2 });
            _distances[folder] = distance;
        }

        return distance;
    }

    // How many folders up and down again from one to the other.
    private static int Steps(ReadOnlySpan<char> from, ReadOnlySpan<char> to)
    {
        var common = from.CommonPrefixLength(to);
        common = from[..common].LastIndexOfAny('/', '\\') + 1;
        return Separators(from[common..]) + Separators(to[common..]);
    }

    private static int Separators(ReadOnlySpan<char> text) => text.Count('/') + text.Count('\\');
}
