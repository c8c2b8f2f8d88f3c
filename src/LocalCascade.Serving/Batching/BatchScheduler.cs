using System.Diagnostics;
using System.Runtime.InteropServices;
using LocalCascade.Inference;
using LocalCascade.Inference.Decoding;

namespace LocalCascade.Serving.Batching;

/// <summary>
/// Continuous batching (Orca, OSDI 2022): requests join and leave between steps. One thread owns the model; each of its steps is
/// <code>
///   1 let the waiting in ▸ 2 drop the cancelled ▸ 3 one chunk's worth of prompts ▸ 4 one decode run over all sequences that have one
/// </code>
/// so a long prompt holds nobody up for longer than a chunk, and a cancelled request is gone within a step. Rows [0, decoding)
/// decode together, the rest is prefilled, or kept for prompts that begin alike.
/// </summary>
internal sealed class BatchScheduler : IAsyncDisposable
{
    // A shorter common beginning is worth less than what else the row holds.
    private const int LeastReuse = 16;

    // A run costs about as much as this many tokens more, however few it has.
    private const int RunCost = 8;

    // Of so many steps one goes to the prompt that has waited longest, the others to the one with the least to do.
    private const int OldestEvery = 4;

    private readonly LocalModel _model;
    private readonly ILanguageModelBatch _batch;
    private readonly Row[] _rows;
    private readonly int _usable;
    private readonly ServingMetrics _metrics;
    private readonly int _mostWaiting;
    private readonly List<CompletionJob> _waiting = [];
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _arrived = new(initialState: false);
    private readonly List<Row> _prefilling = [];
    private readonly int[] _tokens;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _decoding;
    private long _step;

    /// <param name="model">The model, on the CPU. Not owned.</param>
    /// <param name="slots">The most sequences at a time.</param>
    /// <param name="queue">The most requests that wait for a slot.</param>
    /// <param name="capacity">The most tokens of prompt and answer together.</param>
    /// <param name="metrics">Where steps are counted.</param>
    public BatchScheduler(LocalModel model, int slots, int queue, int capacity, ServingMetrics metrics)
    {
        _model = model;
        _metrics = metrics;
        Capacity = capacity;
        _batch = model.CreateBatch(slots, capacity);
        _rows = new Row[slots];
        for (var i = 0; i < slots; i++)
        {
            _rows[i] = new();
        }

        _tokens = new int[slots];
        _usable = Math.Min(model.VocabularySize, model.Tokenizer.VocabularySize);
        _mostWaiting = queue;
        _thread = new(Run) { IsBackground = true, Name = "batch" };
        _thread.Start();
    }

    /// <summary>The most tokens of prompt and answer together.</summary>
    public int Capacity { get; }

    /// <summary>The longest draft that is verified in one run; 0 where the graph gives the logits of the last position only.</summary>
    public int MostDraft => _batch.MostLogits - 1;

    /// <summary>Sequences at work.</summary>
    public int Active => Volatile.Read(ref _active);

    private int _active;

    /// <summary>Requests that wait for a slot.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Queues a job; false when the queue is full or the server is stopping.</summary>
    /// <exception cref="ArgumentException">The prompt is empty or leaves no room for a token.</exception>
    public bool TryAdd(CompletionJob job)
    {
        if (job.Prompt.Length == 0 || job.Prompt.Length >= Capacity)
        {
            throw new ArgumentException($"A prompt has between 1 and {Capacity - 1} tokens; this one has {job.Prompt.Length}.", nameof(job));
        }

        lock (_gate)
        {
            // Nobody is refused for the sake of those who have left.
            ForgetCancelled();
            if (_stopping.IsCancellationRequested || _waiting.Count >= _mostWaiting)
            {
                return false;
            }

            _waiting.Add(job);
            _arrived.Set();
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _ended.Task.ConfigureAwait(false);
        _batch.Dispose();
        _arrived.Dispose();
        _stopping.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                LetIn();
                DropCancelled();
                if (_decoding + _prefilling.Count == 0)
                {
                    WaitForWork();
                    continue;
                }

                Step();
            }
        }
        finally
        {
            EndAll();
            _ended.TrySetResult();
        }
    }

    private void WaitForWork() => WaitHandle.WaitAny([_arrived, _stopping.Token.WaitHandle]);

    private void Step()
    {
        _step++;
        var started = Stopwatch.GetTimestamp();
        try
        {
            PrefillOneChunk();

            if (_decoding > 0)
            {
                Decode();
            }
        }
        catch (InferenceException error)
        {
            // The rows are as they were, but what failed would fail again.
            Fail(error);
        }

        Volatile.Write(ref _active, _decoding + _prefilling.Count);
        _metrics.Stepped(Stopwatch.GetElapsedTime(started));
    }

    private void LetIn()
    {
        lock (_gate)
        {
            ForgetCancelled();
            while (_decoding + _prefilling.Count < _rows.Length && _waiting.Count > 0)
            {
                Place(_waiting[0]);
                _waiting.RemoveAt(0);
            }
        }

        Volatile.Write(ref _active, _decoding + _prefilling.Count);
    }

    private void ForgetCancelled() => _waiting.RemoveAll(job =>
    {
        if (!job.CancellationToken.IsCancellationRequested)
        {
            return false;
        }

        job.Complete();
        _metrics.CancelledWaiting();
        return true;
    });

    // The row with most of the prompt in its cache; a copy of it where somebody is using that one.
    private void Place(CompletionJob job)
    {
        Row? best = null;
        Row? oldest = null;
        var longest = 0;
        foreach (var row in _rows)
        {
            var common = row.CommonPrefix(job.Prompt);
            if (common > longest || (common == longest && best?.Sequence is not null && row.Sequence is null))
            {
                (best, longest) = (row, common);
            }

            if (row.Sequence is null && (oldest is null || row.LastUsed < oldest.LastUsed))
            {
                oldest = row;
            }
        }

        // At least the last token is run again: its logits are what decoding starts from.
        longest = Math.Min(longest, job.Prompt.Length - 1);
        var taken = longest >= LeastReuse && best!.Sequence is null ? best : oldest!;
        if (longest < LeastReuse)
        {
            longest = 0;
        }
        else if (taken != best)
        {
            _batch.Copy(IndexOf(best!), IndexOf(taken), longest);
            taken.Tokens.Clear();
            taken.Tokens.AddRange(best!.Tokens[..longest]);
        }

        Cut(taken, longest);
        job.CachedTokens = longest;
        _metrics.Prompted(job.Prompt.Length, longest);
        taken.Sequence = new(job, _model, _usable);
        taken.LastUsed = _step;
        _prefilling.Add(taken);
    }

    private void DropCancelled()
    {
        for (var i = _prefilling.Count - 1; i >= 0; i--)
        {
            if (_prefilling[i].Sequence!.Job.CancellationToken.IsCancellationRequested)
            {
                _metrics.Cancelled();
                Leave(_prefilling[i]);
            }
        }

        for (var i = _decoding - 1; i >= 0; i--)
        {
            if (_rows[i].Sequence!.Job.CancellationToken.IsCancellationRequested)
            {
                _metrics.Cancelled();
                Leave(_rows[i]);
            }
        }
    }

    // A chunk of a long prompt, or as many short rests as come to one: most of a keystroke's prompt is cached.
    private void PrefillOneChunk()
    {
        var budget = _batch.Chunk;
        while (_prefilling.Count > 0)
        {
            var row = NextPrompt();
            var tokens = Math.Min(_batch.Chunk, RestOf(row) + row.Sequence!.Job.Draft.Length);
            if (tokens > budget)
            {
                return;
            }

            budget -= tokens + RunCost;
            Prefill(row);
        }
    }

    // A long prompt does not hold up short ones behind it, and they do not hold it up for ever.
    private Row NextPrompt()
    {
        var next = _prefilling[0];
        if (_step % OldestEvery != 0)
        {
            foreach (var row in _prefilling)
            {
                next = RestOf(row) < RestOf(next) ? row : next;
            }
        }

        return next;
    }

    private static int RestOf(Row row) => row.Sequence!.Job.Prompt.Length - row.Tokens.Count;

    // One chunk of one prompt. The last one takes the draft along, so that all of it is verified in the same run.
    private void Prefill(Row row)
    {
        var job = row.Sequence!.Job;
        var rest = job.Prompt.AsSpan(row.Tokens.Count);
        var draft = job.Draft.AsSpan(0, Math.Min(job.Draft.Length, Math.Min(MostDraft, Capacity - job.Prompt.Length - 1)));
        if (rest.Length > _batch.Chunk || (draft.Length > 0 && rest.Length + draft.Length > _batch.Chunk))
        {
            // All but what goes with the draft.
            var count = Math.Min(_batch.Chunk, draft.Length > 0 ? rest.Length - 1 : rest.Length);
            _batch.Append(IndexOf(row), rest[..count], logits: 1);
            row.Tokens.AddRange(rest[..count]);
            return;
        }

        _prefilling.Remove(row);
        if (Verify(row, rest, draft))
        {
            Join(row);
        }
        else
        {
            Leave(row);
        }
    }

    // Runs the prompt's last tokens with the draft behind them. Token by token: what the model would choose is chosen, as in
    // decoding (speculative decoding with exact agreement), and the first that differs from the draft ends its use.
    private bool Verify(Row row, ReadOnlySpan<int> prompt, ReadOnlySpan<int> draft)
    {
        Span<int> run = stackalloc int[_batch.Chunk];
        prompt.CopyTo(run);
        draft.CopyTo(run[prompt.Length..]);
        run = run[..(prompt.Length + draft.Length)];
        var logits = _batch.Append(IndexOf(row), run, draft.Length + 1);
        row.Tokens.AddRange(run);
        var sequence = row.Sequence!;
        for (var i = 0; ; i++)
        {
            var goesOn = sequence.Take(logits.Slice(i * _model.VocabularySize, _model.VocabularySize));
            var agrees = i < draft.Length && sequence.Pending == draft[i];
            if (agrees)
            {
                sequence.Job.AcceptedTokens++;
            }

            if (!goesOn || !agrees)
            {
                Cut(row, row.Tokens.Count - draft.Length + i);
                _metrics.Verified(draft.Length, sequence.Job.AcceptedTokens);
                return goesOn;
            }
        }
    }

    private void Decode()
    {
        for (var i = 0; i < _decoding; i++)
        {
            _tokens[i] = _rows[i].Sequence!.Pending;
        }

        var logits = _batch.Decode(_tokens.AsSpan(0, _decoding));
        _metrics.Decoded(_decoding);
        for (var i = 0; i < _decoding; i++)
        {
            _rows[i].Tokens.Add(_tokens[i]);
            _rows[i].LastUsed = _step;
        }

        // From the last on: who leaves trades places with the last one, which has been looked at.
        for (var i = _decoding - 1; i >= 0; i--)
        {
            var row = _rows[i];
            if (!row.Sequence!.Take(logits.Slice(i * _model.VocabularySize, _model.VocabularySize)))
            {
                Leave(row);
            }
            else if (row.Tokens.Count == Capacity)
            {
                row.Sequence.EndAtCapacity();
                Leave(row);
            }
        }
    }

    private void Join(Row row)
    {
        if (row.Tokens.Count == Capacity)
        {
            row.Sequence!.EndAtCapacity();
            Leave(row);
            return;
        }

        Swap(IndexOf(row), _decoding);
        _decoding++;
    }

    // The row stays as it is, for the next prompt that begins alike.
    private void Leave(Row row)
    {
        row.Sequence!.Job.Complete();
        row.Sequence = null;
        row.LastUsed = _step;
        if (!_prefilling.Remove(row) && IndexOf(row) is var index && index < _decoding)
        {
            _decoding--;
            Swap(index, _decoding);
        }
    }

    private void Swap(int first, int second)
    {
        if (first != second)
        {
            _batch.Swap(first, second);
            (_rows[first], _rows[second]) = (_rows[second], _rows[first]);
        }
    }

    private void Cut(Row row, int length)
    {
        _batch.Rollback(IndexOf(row), length);
        CollectionsMarshal.SetCount(row.Tokens, length);
    }

    private int IndexOf(Row row) => Array.IndexOf(_rows, row);

    private void Fail(InferenceException error)
    {
        foreach (var row in _rows)
        {
            row.Sequence?.Job.Complete(error);
            row.Sequence = null;
            _batch.Rollback(IndexOf(row), 0);
            row.Tokens.Clear();
        }

        _prefilling.Clear();
        _decoding = 0;
    }

    private void EndAll()
    {
        var error = new InferenceException("The server is stopping.");
        foreach (var row in _rows)
        {
            row.Sequence?.Job.Complete(error);
        }

        lock (_gate)
        {
            _waiting.ForEach(job => job.Complete(error));
            _waiting.Clear();
        }
    }
}
