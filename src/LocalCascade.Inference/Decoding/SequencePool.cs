namespace LocalCascade.Inference.Decoding;

/// <summary>
/// The slots: a few sequences whose KV caches live across requests. A request takes the free one that shares the longest
/// prefix with its prompt; if none shares enough, an unused one, or the one unused for longest. Thread-safe.
/// </summary>
internal sealed class SequencePool : IDisposable
{
    // With less than this share of the prompt in common, the slot is worth more to whoever filled it than to this request.
    private const double LeastShare = 0.25;

    private readonly ILanguageModel _model;
    private readonly int _capacity;
    private readonly int _most;
    private readonly Lock _gate = new();
    private readonly List<CachedSequence> _free = [];
    private readonly SemaphoreSlim _available;
    private int _created;
    private long _rentals;
    private bool _disposed;

    /// <param name="model">The model that the sequences belong to.</param>
    /// <param name="capacity">Tokens per sequence.</param>
    /// <param name="most">The most sequences, and so the most generations at one time; the next waits.</param>
    public SequencePool(ILanguageModel model, int capacity, int most)
    {
        _model = model;
        _capacity = capacity;
        _most = most;
        _available = new(most, most);
    }

    public int Capacity => _capacity;

    /// <exception cref="OperationCanceledException">Cancelled while waiting for a slot.</exception>
    public CachedSequence Rent(ReadOnlySpan<int> prompt, CancellationToken cancellationToken)
    {
        _available.Wait(cancellationToken);
        lock (_gate)
        {
            try
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                var sequence = Take(prompt);
                sequence.LastUse = ++_rentals;
                return sequence;
            }
            catch
            {
                _available.Release();
                throw;
            }
        }
    }

    public void Return(CachedSequence sequence)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                sequence.Dispose();
            }
            else
            {
                _free.Add(sequence);
            }

            _available.Release();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var sequence in _free)
            {
                sequence.Dispose();
            }

            _free.Clear();
        }
    }

    private CachedSequence Take(ReadOnlySpan<int> prompt)
    {
        CachedSequence? best = null;
        var longest = -1;
        CachedSequence? oldest = null;
        foreach (var sequence in _free)
        {
            var common = sequence.CommonPrefix(prompt);
            if (common > longest)
            {
                (best, longest) = (sequence, common);
            }

            if (oldest is null || sequence.LastUse < oldest.LastUse)
            {
                oldest = sequence;
            }
        }

        if (best is null || (longest < LeastShare * prompt.Length && _created < _most))
        {
            var made = new CachedSequence(_model.CreateSession(_capacity));
            _created++;
            return made;
        }

        var taken = longest < LeastShare * prompt.Length ? oldest! : best;
        _free.Remove(taken);
        return taken;
    }
}
