using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Predicts the rest of a line by what followed the same tokens elsewhere in the user's code: long matches nearby win, agreeing
/// places vote, and the lead over the best different continuation says how sure it is. Microseconds, memory only. Open
/// documents are searched as they are; files on disk through an index of token sequences. Thread-safe.
/// </summary>
internal sealed class WorkspacePredictor(int memoryMegabytes, TimeProvider timeProvider)
{
    // Past this many tokens a longer match says nothing more.
    private const int LongestMatch = 40;

    // These bound the work of a query: places whose last tokens stand everywhere, long files, many open documents.
    private const int MostLongMatches = 300;
    private const int MostShortMatches = 300;
    private const int LinesAround = 4_000;
    private const int LinesOfOthers = 1_500;
    private const int OthersScanned = 4;

    // Lines composed token by token that are looked at.
    private const int MostComposed = 12;

    // Documents whose tokens are counted and whose related files are read, the last edited ones; and how often the latter are picked anew.
    private const int Counted = 2;
    private static readonly TimeSpan RelatedFor = TimeSpan.FromSeconds(5);

    // Documents that say which folders' files are worth their memory.
    private const int FoldersRanked = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, OpenFile> _open = new(FileName.Comparer);
    private readonly ContextIndex _index = new(memoryMegabytes * 1024L * 1024);
    private Task _maintaining = Task.CompletedTask;
    private Task _relating = Task.CompletedTask;
    private bool _relateAgain;

    /// <summary>Files known, open or on disk.</summary>
    public int FileCount
    {
        get
        {
            lock (_gate)
            {
                return _index.Count + _open.Keys.Count(name => _index.Find(name) is null);
            }
        }
    }

    /// <summary>The files on disk that are held.</summary>
    public ContextIndex Index => _index;

    /// <summary>Completes when the index has tidied up after the last change. Never faults.</summary>
    public Task Settled
    {
        get
        {
            lock (_gate)
            {
                return Task.WhenAll(_maintaining, _relating);
            }
        }
    }

    /// <summary>Takes an open document's text.</summary>
    public void Open(DocumentSnapshot document)
    {
        var file = CodeFile.From(document);
        lock (_gate)
        {
            _open[file.Name] = new(file, timeProvider.GetTimestamp());
        }

        RelateLater();
    }

    /// <summary>Takes an edit of an open document: only the edited lines are read.</summary>
    public void Update(DocumentSnapshot document, IReadOnlyList<TextChange> changes)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(FileName.Of(document.Uri), out var open))
            {
                open.File.Update(document.Text, changes);
                open.LastEdit = timeProvider.GetTimestamp();
                return;
            }
        }

        Open(document);
    }

    /// <summary>A document was closed: what it last held stays known, as a file on disk.</summary>
    public void Close(string uri)
    {
        var name = FileName.Of(uri);
        OpenFile? open;
        lock (_gate)
        {
            if (!_open.TryGetValue(name, out open))
            {
                return;
            }
        }

        Store(name, open.File.LanguageId, open.File.Lines.Select(line => line.Text));
        lock (_gate)
        {
            _open.Remove(name);
        }
    }

    /// <summary>Takes a file on disk; while a document of that name is open, that one counts instead of it.</summary>
    public void AddFile(string uri, string languageId, IEnumerable<string> lines) => Store(FileName.Of(uri), languageId, lines);

    /// <summary>Takes files on disk, and forgets others where the memory is full.</summary>
    /// <param name="files">The files.</param>
    /// <param name="first">Whether what they say is to be found before what is known.</param>
    /// <returns>The best rank that was forgotten; null when there was room.</returns>
    public long? AddFiles(StoredFile[] files, bool first)
    {
        _index.Add(files, first);
        return _index.NeedsMaintenance(Reserved) ? _index.Maintain(Rank(), Reserved) : null;
    }

    /// <summary>Forgets a file on disk.</summary>
    /// <param name="uri">Its uri or path.</param>
    /// <returns>Whether it was known.</returns>
    public bool RemoveFile(string uri)
    {
        var wasHeld = _index.Remove(FileName.Of(uri));
        MaintainLater();
        return wasHeld;
    }

    /// <summary>Bounds the memory anew.</summary>
    public void Resize(int memoryMegabytes)
    {
        _index.Budget = memoryMegabytes * 1024L * 1024;
        MaintainLater();
    }

    /// <summary>The rank from which on files on disk find no room.</summary>
    public long WorstRank(FileRanking ranking) => _index.WorstRank(ranking, Reserved);

    /// <summary>Which files are worth their memory, as things stand.</summary>
    public FileRanking Rank()
    {
        lock (_gate)
        {
            var last = _open.Values.OrderByDescending(open => open.LastEdit).Take(FoldersRanked).Select(open => open.File).ToArray();
            return new([.. last.Select(file => file.Folder).Distinct()], last.Select(file => file.LanguageId).ToHashSet(StringComparer.Ordinal));
        }
    }

    /// <summary>Predicts what follows the cursor.</summary>
    /// <param name="document">The document; its text may be newer than what <see cref="Update"/> was told.</param>
    /// <param name="offset">The cursor.</param>
    /// <param name="maxLines">The most lines to predict; 1 for the rest of the line.</param>
    /// <param name="cancellationToken">Looked at between files.</param>
    /// <param name="without">How many of the best are left out.</param>
    public WorkspacePrediction? Predict(DocumentSnapshot document, int offset, int maxLines, CancellationToken cancellationToken, int without = 0) =>
        Search(document, offset, cancellationToken).Choose(maxLines, without);

    /// <summary>Collects what could follow the cursor.</summary>
    internal CandidateSearch Search(DocumentSnapshot document, int offset, CancellationToken cancellationToken)
    {
        var query = PredictionQuery.Make(document, offset);
        var search = new CandidateSearch(query, LongestMatch);
        lock (_gate)
        {
            var related = RelatedFiles.None;
            if (_open.TryGetValue(query.Uri, out var own))
            {
                own.LastAsked = timeProvider.GetTimestamp();
                own.File.Count(true);
                related = own.Related;
                if (own.RelatedTo != _index.Version && timeProvider.GetElapsedTime(own.RelatedAt) >= RelatedFor)
                {
                    RelateLater();
                }
            }

            var scanned = ScanOpenFiles(search, query, own, cancellationToken);
            VisitIndex(search, query.Context, scanned);
            var composer = new LineComposer(query, query.Counts?.Following, related.Following, (key, most, consider) => _index.Visit(key, most, (file, line, token) =>
            {
                if (!FileName.Comparer.Equals(file.Name, query.Uri))
                {
                    consider(file, line, token);
                }
            }));
            search.AddComposed(composer.Compose(MostComposed, cancellationToken));
        }

        return search;
    }

    // The cursor's file around the cursor, and the documents that were edited last. The rest is found through the index, as
    // it was when it was read from disk.
    private HashSet<string> ScanOpenFiles(CandidateSearch search, PredictionQuery query, OpenFile? own, CancellationToken cancellationToken)
    {
        var scanned = new HashSet<string>(FileName.Comparer) { query.Uri };
        if (own is not null)
        {
            query.Counts = own.File.Counts;
            search.Scan(own.File, sameFile: true, query.Line - LinesAround, query.Line + LinesAround);
            search.ScanParallels(own.File, sameFile: true, query.Line - LinesAround, query.Line + LinesAround);
        }

        foreach (var open in _open.Values.Where(open => open != own && open.File.LanguageId == query.LanguageId).OrderByDescending(open => open.LastEdit).Take(OthersScanned))
        {
            cancellationToken.ThrowIfCancellationRequested();
            search.Scan(open.File, sameFile: false, 0, LinesOfOthers);
            search.ScanParallels(open.File, sameFile: false, 0, LinesOfOthers);
            scanned.Add(open.File.Name);
        }

        foreach (var file in (own?.Related ?? RelatedFiles.None).Files.Where(file => !_open.ContainsKey(file.Name)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            search.Scan(file, sameFile: false, 0, LinesOfOthers);
            search.ScanParallels(file, sameFile: false, 0, LinesOfOthers);
            scanned.Add(file.Name);
        }

        return scanned;
    }

    private void VisitIndex(CandidateSearch search, IReadOnlyList<int> context, HashSet<string> scanned)
    {
        // Long matches are found by the first key; by the second those that the first did not already bring.
        if (ContextKeys.LongOf(context) is { } longKey)
        {
            _index.Visit(longKey, MostLongMatches, (file, line, token) => Visit(file, line, token, leastMatch: 2));
        }

        if (ContextKeys.ShortOf(context) is { } shortKey)
        {
            _index.Visit(shortKey, MostShortMatches, (file, line, token) => Visit(file, line, token, leastMatch: 2));
        }

        void Visit(CodeFile file, int line, int token, int leastMatch)
        {
            if (!scanned.Contains(file.Name))
            {
                search.ConsiderBehind(file, line, token, leastMatch);
            }
        }
    }

    // Open documents are held whatever they take; the files on disk make room for them.
    private long Reserved
    {
        get
        {
            lock (_gate)
            {
                return Math.Min(_open.Values.Sum(open => open.File.Bytes + open.Related.Bytes), _index.Budget * 3 / 4);
            }
        }
    }

    private void Store(string name, string languageId, IEnumerable<string> lines)
    {
        var stamp = new FileStamp(timeProvider.GetUtcNow().UtcTicks, -1);
        _index.Add([StoredFile.Make(name, FileName.FolderOf(name), languageId, PackedLines.From(lines, _index.Lines), stamp)], first: true);
        MaintainLater();
    }

    private void MaintainLater()
    {
        if (_index.NeedsMaintenance(Reserved))
        {
            lock (_gate)
            {
                if (_maintaining.IsCompleted)
                {
                    _maintaining = Task.Run(Maintain);
                }
            }
        }
    }

    private void Maintain()
    {
        // Others add meanwhile.
        while (_index.NeedsMaintenance(Reserved))
        {
            _index.Maintain(Rank(), Reserved);
        }
    }

    // Picking related files reads them: that is not done while somebody waits for an answer.
    private void RelateLater()
    {
        lock (_gate)
        {
            _relateAgain = true;
            if (_relating.IsCompleted)
            {
                _relating = Task.Run(Relate);
            }
        }
    }

    private void Relate()
    {
        while (true)
        {
            OpenFile[] last;
            lock (_gate)
            {
                if (!_relateAgain)
                {
                    _relating = Task.CompletedTask;
                    return;
                }

                _relateAgain = false;
                var byTime = _open.Values.OrderByDescending(open => Math.Max(open.LastEdit, open.LastAsked)).ToArray();
                last = byTime[..Math.Min(Counted, byTime.Length)];
                foreach (var open in byTime[last.Length..])
                {
                    open.File.Count(false);
                    (open.Related, open.RelatedTo) = (RelatedFiles.None, -1);
                }
            }

            foreach (var open in last)
            {
                var version = _index.Version;
                if (open.RelatedTo != version)
                {
                    var related = RelatedFiles.Of(open.File, _index);
                    lock (_gate)
                    {
                        (open.Related, open.RelatedTo, open.RelatedAt) = (related, version, timeProvider.GetTimestamp());
                    }
                }
            }
        }
    }

    private sealed class OpenFile(CodeFile file, long lastEdit)
    {
        public CodeFile File { get; } = file;

        public long LastEdit { get; set; } = lastEdit;

        public long LastAsked { get; set; } = lastEdit;

        /// <summary>The files on disk that are most like it, as they were when the index last looked.</summary>
        public RelatedFiles Related { get; set; } = RelatedFiles.None;

        /// <summary>The version of the index that they were picked from, and when.</summary>
        public int RelatedTo { get; set; } = -1;

        public long RelatedAt { get; set; }
    }
}
