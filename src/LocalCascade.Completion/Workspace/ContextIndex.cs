namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Where in the files on disk the same tokens stand in a row (<see cref="ContextKeys"/>): the door to the candidates of a
/// prediction. Made of segments that do not change: files are added in new ones, which <see cref="Maintain"/> joins later, so that a
/// question never waits for whoever adds. Thread-safe.
/// </summary>
internal sealed class ContextIndex
{
    // Each segment costs a question two looks; joining them costs reading their files' tokens again.
    private const int MostSmallSegments = 16;

    private readonly Lock _gate = new();
    private readonly Lock _maintaining = new();
    private readonly long _cacheBytes;
    private long _budget;
    private readonly Dictionary<string, StoredFile> _files = new(FileName.Comparer);
    private readonly Dictionary<string, StoredFile>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private volatile IndexSegment[] _segments = [];
    private long _fileBytes;
    private int _version;

    /// <param name="budget">Bytes of memory that it may take.</param>
    public ContextIndex(long budget)
    {
        var cached = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(budget >> 15, 64, 4096));
        Lines = new(cached);
        _cacheBytes = LineCache.BytesOf(cached);
        _byName = _files.GetAlternateLookup<ReadOnlySpan<char>>();
        Budget = budget;
    }

    /// <summary>Bytes of memory that it may take; less takes effect with <see cref="Maintain"/>.</summary>
    public long Budget
    {
        get => Interlocked.Read(ref _budget) + _cacheBytes;
        set => Interlocked.Exchange(ref _budget, value - _cacheBytes);
    }

    /// <summary>What its files' lines are to be kept in.</summary>
    public LineCache Lines { get; }

    /// <summary>Bytes of text that a segment is best made of.</summary>
    public long SegmentLength => Math.Clamp(Budget / 64, 16 << 10, 8 << 20);

    /// <summary>Another number whenever files came or went.</summary>
    public int Version => Volatile.Read(ref _version);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _files.Count;
            }
        }
    }

    /// <summary>Bytes of text held.</summary>
    public long Length
    {
        get
        {
            lock (_gate)
            {
                return _files.Values.Sum(file => (long)file.Lines.Length);
            }
        }
    }

    /// <summary>Bytes of memory taken.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _fileBytes + _segments.Sum(segment => segment.Bytes);
            }
        }
    }

    /// <summary>Whether segments are to be joined or memory to be freed.</summary>
    public bool NeedsMaintenance(long reserved) =>
        Bytes > Room(reserved) || FindSmall().Length > MostSmallSegments || _segments.Any(IsSparse);

    /// <summary>The file of a name; null when it is not held.</summary>
    public StoredFile? Find(ReadOnlySpan<char> name)
    {
        lock (_gate)
        {
            return _byName.TryGetValue(name, out var file) ? file : null;
        }
    }

    /// <summary>The rank from which on there is no room; the greatest there is where there is room.</summary>
    public long WorstRank(FileRanking ranking, long reserved) =>
        Bytes < Room(reserved) * 9 / 10 ? long.MaxValue : Snapshot().Select(ranking.Of).DefaultIfEmpty(long.MinValue).Max();

    /// <summary>All files held.</summary>
    public StoredFile[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _files.Values];
        }
    }

    /// <summary>Takes files, in place of those of the same names.</summary>
    /// <param name="files">The files; the index's own from now on.</param>
    /// <param name="first">Whether their places are to be found before those that are known.</param>
    public void Add(StoredFile[] files, bool first)
    {
        if (files.Length == 0)
        {
            return;
        }

        var segment = IndexSegment.Build(files);
        lock (_gate)
        {
            foreach (var file in files)
            {
                RemoveHeld(file.File.Name);
                _files[file.File.Name] = file;
                _fileBytes += file.Bytes;
            }

            _version++;
            segment.Adopt(_files);
            _segments = first ? [segment, .. _segments] : [.. _segments, segment];
        }
    }

    /// <summary>Forgets a file.</summary>
    public bool Remove(string name)
    {
        lock (_gate)
        {
            _version++;
            return RemoveHeld(name);
        }
    }

    /// <summary>
    /// Joins small segments, makes those anew that have lost most of their files, and forgets the worst files until the memory is
    /// kept to. Takes as long as reading the tokens of what it joins; questions and edits go on meanwhile.
    /// </summary>
    /// <param name="ranking">Which files are the worst.</param>
    /// <param name="reserved">Bytes of the memory that are taken by others.</param>
    /// <returns>The best rank that was forgotten; null when nothing was.</returns>
    public long? Maintain(FileRanking ranking, long reserved)
    {
        lock (_maintaining)
        {
            var forgotten = Forget(ranking, Room(reserved));
            while (FindSmall() is { Length: > MostSmallSegments } small)
            {
                Replace(small);
            }

            foreach (var sparse in _segments.Where(IsSparse).ToArray())
            {
                Replace([sparse]);
            }

            // What the forgotten files leave behind in their segments is freed by making these anew, the emptiest first.
            while (Bytes > Room(reserved) && _segments.Where(segment => segment.LiveLength < segment.Length).MinBy(segment => (double)segment.LiveLength / segment.Length) is { } emptiest)
            {
                Replace([emptiest]);
            }

            return forgotten;
        }
    }

    /// <summary>Calls <paramref name="visit"/> with the places of a key, at most <paramref name="most"/>: file, line, and the token that it ends with.</summary>
    public void Visit(int key, int most, Action<CodeFile, int, int> visit)
    {
        foreach (var segment in _segments)
        {
            segment.Visit(key, ref most, visit);
            if (most <= 0)
            {
                return;
            }
        }
    }

    private long Room(long reserved) => Math.Max(0, Interlocked.Read(ref _budget) - reserved);

    // What would be left of a segment if it were made anew.
    private static long LiveBytes(IndexSegment segment) => segment.Length == 0 ? segment.Bytes : segment.LiveLength * segment.Bytes / segment.Length;

    // The longest row of small segments: only neighbours are joined, so that places are found in one order whenever that is done.
    private IndexSegment[] FindSmall()
    {
        var segments = _segments;
        var (begin, best) = (0, 0..0);
        for (var i = 0; i < segments.Length; i++)
        {
            begin = IsSmall(segments[i]) ? begin : i + 1;
            best = i + 1 - begin > best.End.Value - best.Start.Value ? begin..(i + 1) : best;
        }

        return segments[best];
    }

    private bool IsSmall(IndexSegment segment) => segment.LiveLength < SegmentLength / 8;

    private static bool IsSparse(IndexSegment segment) => segment.LiveLength < segment.Length / 2;

    // A twentieth more than needed, so that the next file does not begin it again.
    private long? Forget(FileRanking ranking, long budget)
    {
        long Live() => _fileBytes + _segments.Sum(LiveBytes);
        lock (_gate)
        {
            if (Live() <= budget)
            {
                return null;
            }
        }

        var worst = Snapshot().Select(file => (Rank: ranking.Of(file), File: file)).ToArray();
        Array.Sort(worst, (a, b) => a.Rank != b.Rank ? b.Rank.CompareTo(a.Rank) : a.File.Order.CompareTo(b.File.Order));
        lock (_gate)
        {
            var bytes = Live();
            long? best = null;
            foreach (var (rank, file) in worst)
            {
                if (bytes <= budget - (budget / 20))
                {
                    break;
                }

                if (_files.GetValueOrDefault(file.File.Name) == file)
                {
                    var segment = file.Segment!;
                    bytes -= file.Bytes + (file.Lines.Length * segment.Bytes / Math.Max(1, segment.Length));
                    RemoveHeld(file.File.Name);
                    best = rank;
                }
            }

            return best;
        }
    }

    // Makes neighbouring segments anew out of the files that are still in them, in their place.
    private void Replace(IndexSegment[] old)
    {
        StoredFile[] files;
        lock (_gate)
        {
            files = [.. old.SelectMany(segment => segment.Files)];
        }

        var made = new List<IndexSegment>();
        for (var from = 0; from < files.Length;)
        {
            var (to, length) = (from, 0L);
            while (to < files.Length && (to == from || length + files[to].Lines.Length <= SegmentLength))
            {
                length += files[to++].Lines.Length;
            }

            made.Add(IndexSegment.Build(files[from..to]));
            from = to;
        }

        lock (_gate)
        {
            foreach (var segment in made)
            {
                segment.Adopt(_files);
            }

            // Some may have lost their last file meanwhile.
            var at = Math.Max(0, Array.FindIndex(_segments, segment => old.Contains(segment)));
            var kept = _segments.Except(old).ToList();
            kept.InsertRange(at, made.Where(segment => segment.LiveFiles > 0));
            _segments = [.. kept];
        }
    }

    private bool RemoveHeld(string name)
    {
        if (!_files.Remove(name, out var file))
        {
            return false;
        }

        _fileBytes -= file.Bytes;
        file.Segment?.Remove(file);
        if (file.Segment is { LiveFiles: 0 })
        {
            _segments = [.. _segments.Where(segment => segment != file.Segment)];
        }

        return true;
    }
}
