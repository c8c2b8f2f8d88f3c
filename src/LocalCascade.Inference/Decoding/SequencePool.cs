namespace LocalCascade.Inference.Decoding;

/// <summary>
/// The slots: a few sequences whose KV caches live across requests. A request takes the free one that shares the longest
/// prefix with its prompt; if none shares enough, an unused one, or the one unused for longest. Thread-safe. Owns the model:
/// once disposed of, it lets the model go when the last slot has come back.
/// </summary>
internal sealed class SequencePool : IDisposable
{
    // With less than this share of the prompt in common, the slot is worth more to whoever filled it than to this request.
    private const double LeastShare = 0.25;

    // A keystroke cancels the request before it and starts its own at once, while the slot with nearly all of its prompt is
    // about to come back: in the time of one kernel or of one chunk, against a whole prefill. Beyond this time, or for so
    // few tokens, it is not waited for.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);
    private const int WorthWaitingFor = 32;

    private readonly ILanguageModel _model;
    private readonly int _capacity;
    private readonly int _most;
    private readonly TimeProvider _timeProvider;
    private readonly object _gate = new();
    private readonly List<CachedSequence> _free = [];
    private readonly List<Rental> _rented = [];
    private long _rentals;
    private bool _disposed;

    /// <param name="model">The model that the sequences belong to.</param>
    /// <param name="capacity">Tokens per sequence.</param>
    /// <param name="most">The most sequences, and so the most generations at one time; the next waits.</param>
    /// <param name="timeProvider">The clock.</param>
    public SequencePool(ILanguageModel model, int capacity, int most, TimeProvider timeProvider)
    {
        _model = model;
        _capacity = capacity;
        _most = most;
        _timeProvider = timeProvider;
    }

    public int Capacity => _capacity;

    /// <exception cref="OperationCanceledException">Cancelled while waiting for a slot.</exception>
    /// <exception cref="ObjectDisposedException">The model is gone.</exception>
    public CachedSequence Rent(ReadOnlyMemory<int> prompt, CancellationToken cancellationToken)
    {
        var started = _timeProvider.GetTimestamp();
        using var wakeUp = cancellationToken.UnsafeRegister(static gate => Pulse(gate!), _gate);
        lock (_gate)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(_disposed, typeof(LocalModel));
                var left = LongestWait - _timeProvider.GetElapsedTime(started);
                var awaited = left > TimeSpan.Zero && IsBetterOneComingBack(prompt.Span);
                if (!awaited && Take(prompt.Span) is { } sequence)
                {
                    sequence.LastUse = ++_rentals;
                    _rented.Add(new(sequence, prompt, cancellationToken));
                    return sequence;
                }

                Monitor.Wait(_gate, awaited ? left : Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Return(CachedSequence sequence)
    {
        lock (_gate)
        {
            _rented.RemoveAll(rental => rental.Sequence == sequence);
            _free.Add(sequence);
            if (_disposed)
            {
                Close();
            }

            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Close();
            Monitor.PulseAll(_gate);
        }
    }

    private static void Pulse(object gate)
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }

    private void Close()
    {
        foreach (var sequence in _free)
        {
            sequence.Dispose();
        }

        _free.Clear();
        if (_rented.Count == 0)
        {
            _model.Dispose();
        }
    }

    // Whether a cancelled request, on its way out, holds notably more of this prompt than any free slot.
    private bool IsBetterOneComingBack(ReadOnlySpan<int> prompt)
    {
        var coming = 0;
        foreach (var rental in _rented)
        {
            // What it had run when it was cancelled is not known from here: at most its prompt.
            if (rental.CancellationToken.IsCancellationRequested)
            {
                coming = Math.Max(coming, rental.Prompt.Span.CommonPrefixLength(prompt));
            }
        }

        if (coming < WorthWaitingFor)
        {
            return false;
        }

        foreach (var sequence in _free)
        {
            if (sequence.CommonPrefix(prompt) + WorthWaitingFor > coming)
            {
                return false;
            }
        }

        return true;
    }

    // Null when all are rented.
    private CachedSequence? Take(ReadOnlySpan<int> prompt)
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

        var sharesEnough = longest >= LeastShare * prompt.Length;
        if (!sharesEnough && _free.Count + _rented.Count < _most)
        {
            return new(_model.CreateSession(_capacity));
        }

        var taken = sharesEnough ? best : oldest;
        if (taken is not null)
        {
            _free.Remove(taken);
        }

        return taken;
    }

    private sealed record Rental(CachedSequence Sequence, ReadOnlyMemory<int> Prompt, CancellationToken CancellationToken);
}
