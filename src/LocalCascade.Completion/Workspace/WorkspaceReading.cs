using LocalCascade.Completion.Rules;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Reads files for the predictor, the most useful ones first (<see cref="FileRanking"/>), until its memory is full. Files whose time
/// and size are as they were are not read again. Not thread-safe.
/// </summary>
internal sealed class WorkspaceReading(WorkspacePredictor predictor)
{
    // The first files are known soon; later ones come in pieces as large as the index likes them.
    private const int FirstBatch = 64 * 1024;

    // Folders beside an open document's and in it that are looked at.
    private const int MostFoldersAround = 200;

    private readonly SourceReader _reader = new(predictor.Index.Lines);
    private readonly char[] _path = new char[4096];
    private int _listings;
    private int _changes;
    private volatile bool _hasLeftOut = true;

    /// <summary>Whether the memory did not suffice for all files, as far as is known.</summary>
    public bool HasLeftOut => _hasLeftOut;

    /// <summary>Takes the files of an earlier run, as they were then; <see cref="ReadAll"/> brings them up to date.</summary>
    /// <param name="path">What <see cref="Keep"/> wrote; it need not be there.</param>
    /// <param name="folders">The workspace's folders.</param>
    /// <param name="rules">What is excluded.</param>
    public void Recall(string path, IReadOnlyList<string> folders, FileRules rules)
    {
        if (predictor.Index.Count > 0 || IndexFile.Read(path, predictor.Index.Lines) is not { } files)
        {
            return;
        }

        var batch = new Batch(predictor, first: false);
        foreach (var file in files)
        {
            if (folders.Any(folder => IsBelow(file.File.Name, folder)) && rules.Decide(file.File.Name).Policy != FilePolicy.Off && batch.Worst == long.MaxValue)
            {
                batch.Add(file);
            }
        }

        batch.Flush();
        _changes = 0;
    }

    /// <summary>Writes what is held into a file, unless it hardly changed since.</summary>
    public void Keep(string path)
    {
        var files = predictor.Index.Snapshot();
        if (_changes <= files.Length / 50 && File.Exists(path))
        {
            return;
        }

        try
        {
            IndexFile.Write(path, files);
            _changes = 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next start reads the files themselves.
        }
    }

    /// <summary>Brings everything up to date: files that are new or changed are read, those that are gone or excluded are forgotten.</summary>
    /// <param name="folders">The workspace's folders.</param>
    /// <param name="rules">What is excluded.</param>
    /// <param name="looked">Called when all files were looked at and none was read yet.</param>
    /// <param name="cancellationToken">Looked at between files.</param>
    public void ReadAll(IReadOnlyList<string> folders, FileRules rules, Action looked, CancellationToken cancellationToken)
    {
        var listing = new FileListing();
        listing.AddBelow(folders, rules, cancellationToken);
        var isFirst = predictor.Index.Count == 0;
        var (changed, unknown) = Compare(listing);
        foreach (var file in predictor.Index.Snapshot())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isGone = file.SeenIn != _listings && (file.Stamp.Length >= 0 || folders.Any(folder => IsBelow(file.File.Name, folder)));
            if (isGone || rules.DecideUri(file.File.Name).Policy == FilePolicy.Off)
            {
                predictor.RemoveFile(file.File.Name);
                _changes++;
            }
        }

        looked();
        _hasLeftOut = Read(listing, changed, unknown, rules, first: !isFirst, cancellationToken);
    }

    /// <summary>Reads the files around an open document, in place of others that are farther away where the memory is full.</summary>
    public void ReadAround(string folder, FileRules rules, CancellationToken cancellationToken)
    {
        var listing = new FileListing();
        IEnumerable<string> around = listing.Add(folder);
        if (Path.GetDirectoryName(folder) is { } above)
        {
            around = around.Concat(listing.Add(above).Where(beside => beside != folder));
        }

        foreach (var other in around.Take(MostFoldersAround).Where(other => rules.DecideFolder(other).Policy != FilePolicy.Off).ToArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            listing.Add(other);
        }

        var (changed, unknown) = Compare(listing);
        Read(listing, changed, unknown, rules, first: true, cancellationToken);
    }

    /// <summary>Reads what was changed or made, and forgets what was deleted.</summary>
    /// <param name="paths">Files, and folders that came or went as a whole.</param>
    /// <param name="rules">What is excluded.</param>
    /// <param name="cancellationToken">Looked at between files.</param>
    public void ReadChanged(IReadOnlyList<string> paths, FileRules rules, CancellationToken cancellationToken)
    {
        var listing = new FileListing();
        var gone = new List<string>();
        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Directory.Exists(path))
            {
                if (rules.DecideFolder(path).Policy != FilePolicy.Off)
                {
                    listing.AddBelow([path], rules, cancellationToken);
                }
            }
            else if (!listing.AddFile(path) && !predictor.RemoveFile(path) && !LanguageIds.IsCode(path))
            {
                gone.Add(path);
            }
        }

        ForgetBelow(gone);

        var (changed, unknown) = Compare(listing);
        _hasLeftOut |= Read(listing, changed, unknown, rules, first: true, cancellationToken);
    }

    public static bool IsBelow(string path, string folder) =>
        path.Length > folder.Length
        && (path[folder.Length] is '/' or '\\' || Path.EndsInDirectorySeparator(folder))
        && path.StartsWith(folder, OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    // Folders, perhaps: nothing else tells that their files are gone.
    private void ForgetBelow(List<string> folders)
    {
        if (folders.Count > 0)
        {
            foreach (var group in predictor.Index.Snapshot().GroupBy(file => file.File.Folder).Where(group => folders.Exists(folder => IsBelow(group.Key, folder))))
            {
                foreach (var file in group)
                {
                    predictor.RemoveFile(file.File.Name);
                }
            }
        }
    }

    // Those that are held and were changed, and those that are not held.
    private (List<int> Changed, List<int> Unknown) Compare(FileListing listing)
    {
        var (changed, unknown) = (new List<int>(), new List<int>());
        _listings++;
        for (var i = 0; i < listing.Count; i++)
        {
            if (predictor.Index.Find(_path.AsSpan(0, listing.WritePath(i, _path))) is not { } held)
            {
                unknown.Add(i);
                continue;
            }

            held.SeenIn = _listings;
            if (held.Stamp != listing.StampOf(i))
            {
                changed.Add(i);
            }
        }

        return (changed, unknown);
    }

    // Whether files were left out for want of memory.
    private bool Read(FileListing listing, List<int> changed, List<int> unknown, FileRules rules, bool first, CancellationToken cancellationToken)
    {
        var ranking = predictor.Rank();
        var batch = new Batch(predictor, first);
        foreach (var i in changed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!Read(listing, i, rules, batch))
            {
                predictor.RemoveFile(string.Concat(listing.FolderOf(i), listing.NameOf(i)));
            }
        }

        var ranks = unknown.ConvertAll(i => ranking.Of(listing.FolderOf(i), LanguageIds.Of(listing.NameOf(i)), listing.StampOf(i).Modified)).ToArray();
        var files = unknown.ToArray();
        Array.Sort(ranks, files);

        // What would be the first to be forgotten is not worth reading.
        batch.Worst = predictor.WorstRank(ranking);
        for (var i = 0; i < files.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ranks[i] >= batch.Worst)
            {
                batch.Flush();
                return true;
            }

            Read(listing, files[i], rules, batch);
        }

        batch.Flush();
        return batch.Worst < long.MaxValue;
    }

    private bool Read(FileListing listing, int index, FileRules rules, Batch batch)
    {
        var path = string.Concat(listing.FolderOf(index), listing.NameOf(index));
        var stamp = listing.StampOf(index);
        if (rules.Decide(path).Policy == FilePolicy.Off || _reader.Read(path, stamp.Length) is not { } lines)
        {
            return false;
        }

        _changes++;
        batch.Add(StoredFile.Make(path, listing.FolderOf(index), LanguageIds.Of(path), lines, stamp));
        return true;
    }

    private sealed class Batch(WorkspacePredictor predictor, bool first)
    {
        private readonly List<StoredFile> _files = [];
        private long _length;
        private long _enough = FirstBatch;

        /// <summary>Files of this rank or a worse one find no room.</summary>
        public long Worst { get; set; } = long.MaxValue;

        public void Add(StoredFile file)
        {
            _files.Add(file);
            _length += file.Lines.Length;
            if (_length >= Math.Min(_enough, predictor.Index.SegmentLength))
            {
                Flush();
            }
        }

        public void Flush()
        {
            if (predictor.AddFiles([.. _files], first) is { } forgotten && forgotten < Worst)
            {
                Worst = forgotten;
            }

            _files.Clear();
            _length = 0;
            _enough *= 2;
        }
    }
}
