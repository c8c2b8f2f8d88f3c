namespace LocalCascade.Completion.Workspace;

/// <summary>Where in the files on disk three tokens stand in a row: the door to the candidates of a prediction.</summary>
internal sealed class TrigramIndex
{
    // Postings are chained, newest first, in two growing arrays: 12 bytes each and no object per posting.
    private readonly Dictionary<int, int> _heads = [];
    private readonly List<(int Next, int Line, int FileAndToken)> _postings = [];
    private readonly List<CodeFile?> _files = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private int _dead;

    private const int TokenBits = 7;
    private const int MostFiles = 1 << 24;

    public int Count => _ids.Count;

    /// <summary>Bytes of the files and their postings.</summary>
    public long Bytes { get; private set; }

    public IEnumerable<string> Names => _ids.Keys;

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
        var (before2, before1) = (CodeLine.LineBreak, CodeLine.LineBreak);
        var tokens = 0;
        for (var l = 0; l < file.Lines.Count; l++)
        {
            var line = file.Lines[l];
            if (line.Hashes.Length == 0)
            {
                continue;
            }

            for (var t = 0; t < line.Hashes.Length; t++)
            {
                Post(Key(before2, before1, line.Hashes[t]), id, l, t);
                (before2, before1) = (before1, line.Hashes[t]);
            }

            // Behind the line's last token stands its break, at the place one past it.
            Post(Key(before2, before1, CodeLine.LineBreak), id, l, line.Hashes.Length);
            (before2, before1) = (before1, CodeLine.LineBreak);
            tokens += line.Hashes.Length + 1;
        }

        Bytes += file.Bytes + tokens * 16L;
    }

    public void Remove(string name)
    {
        if (!_ids.Remove(name, out var id))
        {
            return;
        }

        var file = _files[id]!;
        _files[id] = null;
        var tokens = file.Lines.Sum(line => line.Hashes.Length + 1);
        Bytes -= file.Bytes + tokens * 16L;
        _dead += tokens;
        if (_dead > 100_000 && _dead > _postings.Count / 2)
        {
            Rebuild();
        }
    }

    /// <summary>The file that has been there for longest; null when there is none.</summary>
    public string? Oldest() => _files.Find(file => file is not null)?.Name;

    /// <summary>Calls <paramref name="visit"/> with each place whose last tokens are these, newest first, at most <paramref name="most"/>.</summary>
    public void Visit(int before2, int before1, int last, int most, Action<CodeFile, int, int> visit)
    {
        if (!_heads.TryGetValue(Key(before2, before1, last), out var at))
        {
            return;
        }

        while (at >= 0 && most-- > 0)
        {
            var (next, line, fileAndToken) = _postings[at];
            if (_files[fileAndToken >>> TokenBits] is { } file)
            {
                visit(file, line, fileAndToken & ((1 << TokenBits) - 1));
            }

            at = next;
        }
    }

    private void Post(int key, int file, int line, int token)
    {
        var next = _heads.GetValueOrDefault(key, -1);
        _heads[key] = _postings.Count;
        _postings.Add((next, line, file << TokenBits | token));
    }

    private void Rebuild()
    {
        var files = _files.OfType<CodeFile>().ToArray();
        _heads.Clear();
        _postings.Clear();
        _files.Clear();
        _ids.Clear();
        (_dead, Bytes) = (0, 0);
        foreach (var file in files)
        {
            Add(file);
        }
    }

    private static int Key(int a, int b, int c) => unchecked(((a * 31) + b) * 0x2545F491 + c);
}
