namespace LocalCascade.Inference.Tokenization;

/// <summary>
/// Byte-pair encoding by merge ranks (Sennrich et al. 2016, arXiv 1508.07909): of all adjacent pairs the one with the lowest
/// rank is merged, leftmost first, until none has a rank. A heap of candidates over a linked list makes it n log n.
/// </summary>
internal sealed class BpeMerger(Dictionary<(int Left, int Right), (int Rank, int Merged)> merges)
{
    [ThreadStatic]
    private static Scratch? _scratch;

    /// <summary>Merges <paramref name="symbols"/> in place; returns how many are left.</summary>
    public int Merge(Span<int> symbols) => symbols.Length <= 48 ? MergeShort(symbols) : MergeLong(symbols);

    // For a word's few symbols, scanning all pairs beats any structure.
    private int MergeShort(Span<int> symbols)
    {
        var count = symbols.Length;
        while (count > 1)
        {
            var best = int.MaxValue;
            var bestAt = -1;
            var bestMerged = 0;
            for (var i = 0; i + 1 < count; i++)
            {
                if (merges.TryGetValue((symbols[i], symbols[i + 1]), out var merge) && merge.Rank < best)
                {
                    (best, bestAt, bestMerged) = (merge.Rank, i, merge.Merged);
                }
            }

            if (bestAt < 0)
            {
                break;
            }

            symbols[bestAt] = bestMerged;
            symbols[(bestAt + 2)..count].CopyTo(symbols[(bestAt + 1)..]);
            count--;
        }

        return count;
    }

    private int MergeLong(Span<int> symbols)
    {
        var scratch = _scratch ??= new();
        scratch.Prepare(symbols.Length);
        var (next, previous, heap) = (scratch.Next, scratch.Previous, scratch.Heap);
        for (var i = 0; i < symbols.Length; i++)
        {
            next[i] = i + 1 < symbols.Length ? i + 1 : -1;
            previous[i] = i - 1;
        }

        for (var i = 0; i + 1 < symbols.Length; i++)
        {
            Push(symbols, i, i + 1);
        }

        while (heap.TryDequeue(out var candidate, out _))
        {
            var (left, right, leftId, rightId, merged) = candidate;
            // Candidates are not removed when a neighbour is merged; they are recognised as stale here.
            if (symbols[left] != leftId || symbols[right] != rightId || next[left] != right)
            {
                continue;
            }

            symbols[left] = merged;
            symbols[right] = -1;
            next[left] = next[right];
            if (next[left] >= 0)
            {
                previous[next[left]] = left;
                Push(symbols, left, next[left]);
            }

            if (previous[left] >= 0)
            {
                Push(symbols, previous[left], left);
            }
        }

        var count = 0;
        for (var i = 0; i >= 0; i = next[i])
        {
            symbols[count++] = symbols[i];
        }

        return count;

        void Push(Span<int> ids, int left, int right)
        {
            if (merges.TryGetValue((ids[left], ids[right]), out var merge))
            {
                heap.Enqueue(new(left, right, ids[left], ids[right], merge.Merged), (merge.Rank, left));
            }
        }
    }

    private sealed class Scratch
    {
        public int[] Next { get; private set; } = [];

        public int[] Previous { get; private set; } = [];

        public PriorityQueue<Candidate, (int Rank, int Position)> Heap { get; } = new();

        public void Prepare(int length)
        {
            if (Next.Length < length)
            {
                Next = new int[length];
                Previous = new int[length];
            }

            Heap.Clear();
        }
    }

    private readonly record struct Candidate(int Left, int Right, int LeftId, int RightId, int Merged);
}
