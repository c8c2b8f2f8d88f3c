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

    private readonly Lock _gate = new();
    private readonly Dictionary<string, OpenFile> _open = new(StringComparer.Ordinal);
    private readonly ContextIndex _index = new(BucketsFor(memoryMegabytes));
    private readonly long _budget = memoryMegabytes * 1024L * 1024 * 9 / 10;

    /// <summary>Files known, open or on disk.</summary>
    public int FileCount
    {
        get
        {
            lock (_gate)
            {
                return _index.Count + _open.Keys.Count(name => !_index.Contains(name));
            }
        }
    }

    /// <summary>Takes an open document's text.</summary>
    public void Open(DocumentSnapshot document)
    {
        var file = CodeFile.From(document);
        lock (_gate)
        {
            _open[document.Uri] = new(file, timeProvider.GetTimestamp());
        }
    }

    /// <summary>Takes an edit of an open document: only the edited lines are read.</summary>
    public void Update(DocumentSnapshot document, IReadOnlyList<TextChange> changes)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(document.Uri, out var open))
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
        lock (_gate)
        {
            if (_open.Remove(uri, out var open))
            {
                _index.Add(new(uri, open.File.LanguageId, open.File.Lines.Select(line => line.Text)));
                _index.Trim(_budget);
            }
        }
    }

    /// <summary>
    /// Takes a file on disk; while a document of that name is open, that one counts instead of it. Once the memory is full,
    /// files that were not known are left out.
    /// </summary>
    public void AddFile(string uri, string languageId, IEnumerable<string> lines)
    {
        lock (_gate)
        {
            if (_index.Bytes >= _budget && !_index.Contains(uri))
            {
                return;
            }
        }

        var file = new CodeFile(uri, languageId, lines);
        lock (_gate)
        {
            _index.Add(file);
        }
    }

    /// <summary>Forgets a file on disk.</summary>
    public void RemoveFile(string uri)
    {
        lock (_gate)
        {
            _index.Remove(uri);
        }
    }

    /// <summary>Predicts what follows the cursor.</summary>
    /// <param name="document">The document; its text may be newer than what <see cref="Update"/> was told.</param>
    /// <param name="offset">The cursor.</param>
    /// <param name="maxLines">The most lines to predict; 1 for the rest of the line.</param>
    /// <param name="cancellationToken">Looked at between files.</param>
    public WorkspacePrediction? Predict(DocumentSnapshot document, int offset, int maxLines, CancellationToken cancellationToken) =>
        Search(document, offset, cancellationToken).Choose(maxLines);

    /// <summary>Collects what could follow the cursor.</summary>
    internal CandidateSearch Search(DocumentSnapshot document, int offset, CancellationToken cancellationToken)
    {
        var query = PredictionQuery.Make(document, offset);
        var search = new CandidateSearch(query, LongestMatch);
        lock (_gate)
        {
            var scanned = ScanOpenFiles(search, query, cancellationToken);
            VisitIndex(search, query.Context, scanned);
        }

        return search;
    }

    // The cursor's file around the cursor, and the documents that were edited last. The rest is found through the index, as
    // it was when it was read from disk.
    private HashSet<string> ScanOpenFiles(CandidateSearch search, PredictionQuery query, CancellationToken cancellationToken)
    {
        var scanned = new HashSet<string>(StringComparer.Ordinal) { query.Uri };
        if (_open.TryGetValue(query.Uri, out var own))
        {
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

        return scanned;
    }

    private void VisitIndex(CandidateSearch search, IReadOnlyList<int> context, HashSet<string> scanned)
    {
        // Long matches are found by the first key; by the second those that the first did not already bring.
        if (ContextIndex.LongKeyOf(context) is { } longKey)
        {
            _index.Visit(longKey, MostLongMatches, (file, line, token) => Visit(file, line, token, leastMatch: 2));
        }

        if (ContextIndex.ShortKeyOf(context) is { } shortKey)
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

    // 4 bytes a bucket: a sixteenth of the budget.
    private static int BucketsFor(int megabytes) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, megabytes / 2)) << 15;

    private sealed class OpenFile(CodeFile file, long lastEdit)
    {
        public CodeFile File { get; } = file;

        public long LastEdit { get; set; } = lastEdit;
    }
}
