namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Where in the files on disk the same tokens stand in a row: the door to the candidates of a prediction. Each place is found
/// by a long key (four tokens; at a line's start the whole line above) and by a short one (two; at a line's start the last
/// two of the line above). Keys share buckets: whoever visits compares the tokens anyway.
/// </summary>
internal sealed class ContextIndex
{
    // The file and token of a posting share an int; lines past MostTokens have no places.
    private const int TokenBits = 7;
    private const int MostFiles = 1 << 24;
    private const int PostingBytes = 12;
    private const int PostingsPerToken = 2;

    // Postings are chained, newest first, in pages that never move: no object per posting, nothing held in reserve.
    private const int PageBits = 14;

    private readonly int[] _heads;
    private readonly List<Posting[]> _pages = [];
    private readonly List<CodeFile?> _files = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private int _postings;
    private int _dead;
    private int _oldest;

    /// <param name="buckets">A power of two; 4 bytes each.</param>
    public ContextIndex(int buckets)
    {
        _heads = new int[buckets];
        Array.Fill(_heads, -1);
    }

    public int Count => _ids.Count;

    /// <summary>Bytes of the files and their postings, the dead ones among them too.</summary>
    public long Bytes { get; private set; }

    public bool Contains(string name) => _ids.ContainsKey(name);

    public void Add(CodeFile file)
    {
        Remove(file.Name);
        if (_files.Count == MostFiles)
        {
            Rebuild();
        }

        var id = _files.Count;
        _files.Add(file);
        _ids[file.Name] = id;
        var (t3, t2, t1) = (CodeLine.LineBreak, CodeLine.LineBreak, CodeLine.LineBreak);
        for (var l = 0; l < file.Lines.Count; l++)
        {
            var hashes = file.Lines[l].Hashes;
            if (hashes.Length == 0)
            {
                continue;
            }

            for (var t = 0; t < hashes.Length; t++)
            {
                Post(LongKey(t3, t2, t1, hashes[t]), id, l, t);
                Post(ShortKey(t1, hashes[t]), id, l, t);
                (t3, t2, t1) = (t2, t1, hashes[t]);
            }

            // Behind the line's last token stands its break, at the place one past it.
            Post(LineKey(hashes), id, l, hashes.Length);
            Post(ShortKey(t2, t1, CodeLine.LineBreak), id, l, hashes.Length);
            (t3, t2, t1) = (t2, t1, CodeLine.LineBreak);
        }

        Bytes += file.Bytes + (CountPostings(file) * PostingBytes);
    }

    public void Remove(string name)
    {
        if (!_ids.Remove(name, out var id))
        {
            return;
        }

        var file = _files[id]!;
        _files[id] = null;
        Bytes -= file.Bytes;
        _dead += CountPostings(file);
        if (_dead > 200_000 && _dead > _postings / 2)
        {
            Rebuild();
        }
    }

    /// <summary>Forgets the files that have been there for longest until at most <paramref name="bytes"/> are held.</summary>
    public void Trim(long bytes)
    {
        if (Bytes <= bytes)
        {
            return;
        }

        // A tenth more than needed, so that the next file does not rebuild again.
        var live = Bytes - ((long)_dead * PostingBytes);
        while (live > bytes * 9 / 10 && _oldest < _files.Count)
        {
            if (_files[_oldest++] is { } file)
            {
                _ids.Remove(file.Name);
                _files[_oldest - 1] = null;
                live -= file.Bytes + (CountPostings(file) * PostingBytes);
            }
        }

        Rebuild();
    }

    /// <summary>Calls <paramref name="visit"/> with places in the bucket of <paramref name="key"/>, newest first, at most <paramref name="most"/>.</summary>
    public void Visit(int key, int most, Action<CodeFile, int, int> visit)
    {
        for (var at = _heads[Bucket(key)]; at >= 0 && most-- > 0;)
        {
            var posting = _pages[at >> PageBits][at & ((1 << PageBits) - 1)];
            if (_files[posting.FileAndToken >>> TokenBits] is { } file)
            {
                visit(file, posting.Line, posting.FileAndToken & ((1 << TokenBits) - 1));
            }

            at = posting.Next;
        }
    }

    /// <summary>The long key of a context, nearest token first; null when it is too short.</summary>
    public static int? LongKeyOf(IReadOnlyList<int> context)
    {
        if (context.Count > 0 && context[0] == CodeLine.LineBreak)
        {
            var end = 1;
            while (end < context.Count && context[end] != CodeLine.LineBreak)
            {
                end++;
            }

            var hash = 17;
            for (var i = end - 1; i >= 1; i--)
            {
                hash = Mix(hash, context[i]);
            }

            return end > 1 ? hash : null;
        }

        return context.Count >= 4 ? LongKey(context[3], context[2], context[1], context[0]) : null;
    }

    /// <summary>The short key of a context, nearest token first; null when it is too short.</summary>
    public static int? ShortKeyOf(IReadOnlyList<int> context) => context switch
    {
        [CodeLine.LineBreak, var b, var a, ..] => ShortKey(a, b, CodeLine.LineBreak),
        [CodeLine.LineBreak, ..] => null,
        [var b, var a, ..] => ShortKey(a, b),
        [var b] => ShortKey(CodeLine.LineBreak, b),
        _ => null,
    };

    private static int CountPostings(CodeFile file)
    {
        var count = 0;
        for (var i = 0; i < file.Lines.Count; i++)
        {
            var tokens = file.Lines[i].Hashes.Length;
            count += tokens == 0 ? 0 : (tokens + 1) * PostingsPerToken;
        }

        return count;
    }

    private void Post(int key, int file, int line, int token)
    {
        var bucket = Bucket(key);
        if (_postings >> PageBits == _pages.Count)
        {
            _pages.Add(new Posting[1 << PageBits]);
        }

        _pages[^1][_postings & ((1 << PageBits) - 1)] = new(_heads[bucket], line, file << TokenBits | token);
        _heads[bucket] = _postings++;
    }

    private void Rebuild()
    {
        var files = _files.OfType<CodeFile>().ToArray();
        Array.Fill(_heads, -1);
        _pages.Clear();
        _files.Clear();
        _ids.Clear();
        (_postings, _dead, _oldest, Bytes) = (0, 0, 0, 0);
        foreach (var file in files)
        {
            Add(file);
        }
    }

    private int Bucket(int key) => (int)((uint)key * 2654435769u >> 7) & (_heads.Length - 1);

    private static int LineKey(ReadOnlySpan<int> hashes)
    {
        var hash = 17;
        foreach (var token in hashes)
        {
            hash = Mix(hash, token);
        }

        return hash;
    }

    private static int LongKey(int a, int b, int c, int d) => Mix(Mix(Mix(Mix(4, a), b), c), d);

    private static int ShortKey(int a, int b) => Mix(Mix(2, a), b);

    private static int ShortKey(int a, int b, int c) => Mix(Mix(Mix(3, a), b), c);

    private static int Mix(int hash, int value) => unchecked(((hash << 5 | (int)((uint)hash >> 27)) ^ value) * 0x2545F491);

    private readonly record struct Posting(int Next, int Line, int FileAndToken);
}
