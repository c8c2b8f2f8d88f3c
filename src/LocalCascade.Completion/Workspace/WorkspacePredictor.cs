using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Predicts the rest of a line by what followed the same tokens elsewhere in the user's code: the longest match wins, agreeing
/// candidates vote, and the lead over the best different continuation says how sure it is. No weights, microseconds,
/// memory only. Open documents are searched as they are; files on disk through an index of token triples. Thread-safe.
/// </summary>
internal sealed class WorkspacePredictor(int memoryMegabytes, TimeProvider timeProvider)
{
    // Past this many tokens a longer match says nothing more.
    private const int LongestMatch = 40;

    // Bounds the work of a query on triples that stand everywhere, such as the end of an import.
    private const int MostCandidates = 600;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, OpenFile> _open = new(StringComparer.Ordinal);
    private readonly TrigramIndex _index = new();

    /// <summary>Files known, open or on disk.</summary>
    public int FileCount
    {
        get
        {
            lock (_gate)
            {
                return _index.Count + _open.Keys.Count(name => !_indexed.Contains(name));
            }
        }
    }

    private readonly HashSet<string> _indexed = new(StringComparer.Ordinal);

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
                _open[document.Uri] = open with { LastEdit = timeProvider.GetTimestamp() };
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
                AddToIndex(new(uri, open.File.LanguageId, open.File.Lines.Select(line => line.Text)));
            }
        }
    }

    /// <summary>Takes a file on disk; an open document of that name counts instead of it.</summary>
    public void AddFile(string uri, string languageId, IEnumerable<string> lines)
    {
        var file = new CodeFile(uri, languageId, lines);
        lock (_gate)
        {
            AddToIndex(file);
        }
    }

    /// <summary>Forgets a file on disk.</summary>
    public void RemoveFile(string uri)
    {
        lock (_gate)
        {
            _indexed.Remove(uri);
            _index.Remove(uri);
        }
    }

    /// <summary>Predicts what follows the cursor.</summary>
    /// <param name="document">The document; its text may be newer than what <see cref="Update"/> was told.</param>
    /// <param name="offset">The cursor.</param>
    /// <param name="maxLines">The most lines to predict; 1 for the rest of the line.</param>
    /// <param name="cancellationToken">Looked at between files.</param>
    public WorkspacePrediction? Predict(DocumentSnapshot document, int offset, int maxLines, CancellationToken cancellationToken)
    {
        var query = PredictionQuery.Make(document, offset);
        if (query.Context.Count < 2)
        {
            return null;
        }

        var search = new CandidateSearch(query, LongestMatch);
        lock (_gate)
        {
            foreach (var (name, open) in _open)
            {
                cancellationToken.ThrowIfCancellationRequested();
                search.Scan(open.File, name == document.Uri);
            }

            var context = query.Context;
            _index.Visit(context.Count > 2 ? context[2] : CodeLine.LineBreak, context[1], context[0], MostCandidates, (file, line, token) =>
            {
                if (!_open.ContainsKey(file.Name))
                {
                    search.Consider(file, line, token, sameFile: false, isOpen: false);
                }
            });

            return search.Choose(maxLines);
        }
    }

    private void AddToIndex(CodeFile file)
    {
        _index.Add(file);
        _indexed.Add(file.Name);
        while (_index.Bytes > memoryMegabytes * 1024L * 1024 && _index.Oldest() is { } oldest)
        {
            _indexed.Remove(oldest);
            _index.Remove(oldest);
        }
    }

    private sealed record OpenFile(CodeFile File, long LastEdit);
}
