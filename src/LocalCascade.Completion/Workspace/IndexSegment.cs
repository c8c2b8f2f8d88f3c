using System.Numerics;

namespace LocalCascade.Completion.Workspace;

/// <summary>
/// Where in some files the same tokens stand in a row. Made once and never changed but for files that are taken out, so that
/// questions read it without any lock.
/// </summary>
internal sealed class IndexSegment
{
    // A place is a line, counted over all files, and a token in one int; behind a line's last token stands its break.
    private const int TokenBits = 7;

    // Keys share buckets; a byte of each place's own key tells nearly all of the others apart.
    private const int PlacesPerBucket = 8;

    private readonly StoredFile?[] _files;
    private readonly int[] _firstLines;
    private readonly int[] _ends;
    private readonly int[] _places;
    private readonly byte[] _checks;

    private IndexSegment(StoredFile[] files, int[] firstLines, int[] ends, int[] places, byte[] checks)
    {
        (_files, _firstLines, _ends, _places, _checks) = (files, firstLines, ends, places, checks);
        Length = files.Sum(file => (long)file.Lines.Length);
        LiveLength = Length;
        LiveFiles = files.Length;
    }

    /// <summary>Bytes of text when it was made.</summary>
    public long Length { get; }

    /// <summary>Bytes of text of the files that are still in it.</summary>
    public long LiveLength { get; private set; }

    public int LiveFiles { get; private set; }

    /// <summary>The files that are still in it, in order.</summary>
    public IEnumerable<StoredFile> Files => _files.OfType<StoredFile>();

    /// <summary>What it costs in memory, without its files.</summary>
    public long Bytes => (_places.Length * (sizeof(int) + 1L)) + (_ends.Length * sizeof(int)) + (_files.Length * (sizeof(int) + 8L)) + 250;

    /// <summary>Reads the files' tokens.</summary>
    public static IndexSegment Build(StoredFile[] files)
    {
        var builder = new Builder(files.Sum(file => (long)file.Lines.Length));
        var firstLines = new int[files.Length];
        var lines = 0;
        for (var i = 0; i < files.Length; i++)
        {
            firstLines[i] = lines;
            builder.Add(files[i].Lines, lines);
            lines += files[i].Lines.Count;
        }

        var (ends, places, checks) = builder.Finish();
        return new(files, firstLines, ends, places, checks);
    }

    /// <summary>Makes this the segment of its files; those that <paramref name="held"/> no longer has are taken out. Under the index's lock.</summary>
    public void Adopt(Dictionary<string, StoredFile> held)
    {
        for (var i = 0; i < _files.Length; i++)
        {
            var file = _files[i]!;
            if (held.GetValueOrDefault(file.File.Name) == file)
            {
                (file.Segment, file.Slot) = (this, i);
            }
            else
            {
                Remove(i);
            }
        }
    }

    /// <summary>Takes a file out: its places lead nowhere from now on. Under the index's lock.</summary>
    public void Remove(StoredFile file) => Remove(file.Slot);

    /// <summary>Calls <paramref name="visit"/> with the places of a key, in the order of the files; <paramref name="most"/> counts down.</summary>
    public void Visit(int key, ref int most, Action<CodeFile, int, int> visit)
    {
        var bucket = BucketOf(key, _ends.Length);
        var check = CheckOf(key);
        for (var at = bucket == 0 ? 0 : _ends[bucket - 1]; at < _ends[bucket] && most > 0; at++)
        {
            if (_checks[at] != check)
            {
                continue;
            }

            most--;
            var line = _places[at] >>> TokenBits;
            var found = Array.BinarySearch(_firstLines, line);
            found = found < 0 ? ~found - 1 : found;
            if (_files[found] is { } file)
            {
                visit(file.File, line - _firstLines[found], _places[at] & ((1 << TokenBits) - 1));
            }
        }
    }

    private void Remove(int slot)
    {
        LiveLength -= _files[slot]!.Lines.Length;
        _files[slot] = null;
        LiveFiles--;
    }

    // The lower bits of a mixed key are the better ones.
    private static int BucketOf(int key, int buckets) => (int)((uint)key * 2654435769u >> 7) & (buckets - 1);

    private static byte CheckOf(int key) => (byte)(key >>> 8 ^ key >>> 24);

    private sealed class Builder(long length)
    {
        private int[] _keys = new int[Math.Max(64, length * 9 / 20)];
        private int[] _places = new int[Math.Max(64, length * 9 / 20)];
        private int _count;

        public void Add(PackedLines lines, int firstLine)
        {
            Span<char> text = stackalloc char[PackedLines.MostBytes];
            Span<int> hashes = stackalloc int[CodeLine.MostTokens];
            Span<short> starts = stackalloc short[CodeLine.MostTokens];
            var (t3, t2, t1) = (CodeLine.LineBreak, CodeLine.LineBreak, CodeLine.LineBreak);
            for (var l = 0; l < lines.Count; l++)
            {
                var count = CodeLine.Tokenize(text[..lines.Decode(l, text)], hashes, starts);
                if (count == 0)
                {
                    continue;
                }

                var place = (firstLine + l) << TokenBits;
                for (var t = 0; t < count; t++)
                {
                    Add(ContextKeys.Long(t3, t2, t1, hashes[t]), place | t);
                    Add(ContextKeys.Short(t1, hashes[t]), place | t);
                    (t3, t2, t1) = (t2, t1, hashes[t]);
                }

                Add(ContextKeys.Line(hashes[..count]), place | count);
                Add(ContextKeys.Short(t2, t1, CodeLine.LineBreak), place | count);
                (t3, t2, t1) = (t2, t1, CodeLine.LineBreak);
            }
        }

        // Sorted by counting: how many are in each bucket, where each bucket begins, each place into its bucket.
        public (int[] Ends, int[] Places, byte[] Checks) Finish()
        {
            var ends = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, _count / PlacesPerBucket))];
            for (var i = 0; i < _count; i++)
            {
                ends[BucketOf(_keys[i], ends.Length)]++;
            }

            var begin = 0;
            for (var i = 0; i < ends.Length; i++)
            {
                (ends[i], begin) = (begin, begin + ends[i]);
            }

            var places = new int[_count];
            var checks = new byte[_count];
            for (var i = 0; i < _count; i++)
            {
                var at = ends[BucketOf(_keys[i], ends.Length)]++;
                places[at] = _places[i];
                checks[at] = CheckOf(_keys[i]);
            }

            return (ends, places, checks);
        }

        private void Add(int key, int place)
        {
            if (_count == _keys.Length)
            {
                Array.Resize(ref _keys, _count * 3 / 2);
                Array.Resize(ref _places, _count * 3 / 2);
            }

            _keys[_count] = key;
            _places[_count++] = place;
        }
    }
}
