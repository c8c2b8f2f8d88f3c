using System.Collections.Concurrent;

namespace LocalCascade.Inference.Tokenization;

/// <summary>Tokens of pieces seen before. Source code repeats its words, so most pieces are found here. Bounded: it is emptied when full.</summary>
internal sealed class WordCache
{
    // Some 4 MB when full of ordinary words; a longer piece is rare enough to be merged each time.
    private const int MaxEntries = 32_768;
    private const int MaxPieceLength = 64;

    private readonly ConcurrentDictionary<string, int[]> _words = new();
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private int _count;

    public WordCache() => _lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    public bool TryGet(ReadOnlySpan<char> piece, out int[] tokens)
    {
        tokens = null!;
        return piece.Length <= MaxPieceLength && _lookup.TryGetValue(piece, out tokens!);
    }

    public void Add(ReadOnlySpan<char> piece, ReadOnlySpan<int> tokens)
    {
        if (piece.Length > MaxPieceLength)
        {
            return;
        }

        if (Interlocked.Increment(ref _count) > MaxEntries)
        {
            _words.Clear();
            Interlocked.Exchange(ref _count, 0);
        }

        _lookup.TryAdd(piece, tokens.ToArray());
    }
}
