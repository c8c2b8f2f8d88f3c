using System.Diagnostics;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Observing;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// A question that is being answered. It outlives the request that began it while what the user types agrees with what is being
/// generated: the next request joins it. Thread-safe.
/// </summary>
/// <param name="request">What is asked.</param>
/// <param name="behind">For work ahead of the user, what has to be accepted first; else null.</param>
#pragma warning disable CA1001 // A source without a timer holds nothing; disposing of it would race with cancelling.
internal sealed class CompletionWork(CompletionRequest request, ShownItem? behind = null)
{
#pragma warning restore CA1001
    private readonly CancellationTokenSource _cancelling = new();
    private readonly TaskCompletionSource<CompletionResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _stage;
    private long _begun;
    private long _cancelled;

    public CompletionRequest Request => request;

    /// <summary>32 hexadecimal digits that name it in telemetry and at the cloud.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>What makes the answer; requests that would have another made do not join.</summary>
    public required string Maker { get; init; }

    /// <summary>Whether it is done as if the shown item were accepted.</summary>
    public bool IsAhead => behind is not null;

    /// <summary>Who looks on; null for nobody.</summary>
    public ICompletionObserver? Observer { get; init; }

    /// <summary>Whether the user asks by a key for the second time at this place.</summary>
    public bool AskedAgain { get; init; }

    /// <summary>When the cloud was asked, in the clock's ticks; 0 when it was not.</summary>
    public long CloudAsked { get; set; }

    /// <summary>How much was sent to the cloud, in UTF-16 units.</summary>
    public int CloudCharacters { get; set; }

    public TypedText Typed { get; } = new();

    /// <summary>Cancelled when nobody can want the answer any more.</summary>
    public CancellationToken Token => _cancelling.Token;

    /// <summary>The answer; cancelled with <see cref="Token"/>.</summary>
    public Task<CompletionResult> Answer => _done.Task;

    /// <summary>How many requests wait for it. Under the lock of <see cref="WorkInFlight"/>.</summary>
    public int Waiters { get; set; }

    /// <summary>Ends it when nobody has come for a while. Under the lock of <see cref="WorkInFlight"/>.</summary>
    public ITimer? Grace { get; set; }

    /// <summary>How far it has come, or had when it was cancelled: what has not noticed yet and goes on does not count.</summary>
    public FlowStage Stage
    {
        get => (FlowStage)Volatile.Read(ref _stage);
        set
        {
            if (!_done.Task.IsCompleted)
            {
                Volatile.Write(ref _stage, (int)value);
            }
        }
    }

    /// <summary>Answers it by <paramref name="flow"/>, on this thread up to the first wait.</summary>
    public async Task RunAsync(Func<CompletionWork, ValueTask<CompletionResult>> flow)
    {
        try
        {
            if (Observer is { } observer)
            {
                _begun = Stopwatch.GetTimestamp();
                observer.Begun(Id, request, IsAhead);
            }

            var result = await flow(this).ConfigureAwait(false);
            if (_cancelling.IsCancellationRequested)
            {
                _done.TrySetCanceled(_cancelling.Token);
            }
            else
            {
                Observer?.Finished(result);
                _done.TrySetResult(result);
            }
        }
        catch (OperationCanceledException) when (_cancelling.IsCancellationRequested)
        {
            _done.TrySetCanceled(_cancelling.Token);
        }
#pragma warning disable CA1031 // Whoever waits for the answer gets the exception; nobody may be waiting.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _done.TrySetException(error);
            _ = _done.Task.Exception;
        }

        if (Observer is { } onlooker && _done.Task.IsCanceled)
        {
            var cancelled = Volatile.Read(ref _cancelled);
            onlooker.Stopped(Id, Stage.ToString(), Stopwatch.GetElapsedTime(_begun, cancelled), Stopwatch.GetElapsedTime(cancelled));
        }
    }

    /// <summary>Whoever waits is told now; what works stops at its next look.</summary>
    public void Cancel()
    {
        if (Observer is not null)
        {
            Interlocked.CompareExchange(ref _cancelled, Stopwatch.GetTimestamp(), 0);
        }

        _done.TrySetCanceled(_cancelling.Token);
        _ = _cancelling.CancelAsync();
    }

    /// <summary>The document was edited; false when that leads away from what is being done here.</summary>
    public bool Follow(DocumentSnapshot document, int offset)
    {
        if (TypeThrough.Agrees(request.Document.Text, request.Offset, [], document.Text, offset) is { } typed)
        {
            // While the cloud is held back for the typist to pause, a keystroke begins the wait anew.
            return typed == 0 || (Stage != FlowStage.Debounce && Typed.Follow(document.Text.ToString(request.Offset, typed)));
        }

        // Ahead of the user: is the shown item still being typed through?
        return behind is { } shown && TypeThrough.Agrees(shown.Document.Text, shown.Offset, shown.GhostText, document.Text, offset) <= shown.GhostText.Length;
    }

    /// <summary>Whether a request asks what is being answered here, but for text typed since.</summary>
    public bool Answers(DocumentSnapshot document, int offset) =>
        TypeThrough.Agrees(request.Document.Text, request.Offset, [], document.Text, offset) is not null && Follow(document, offset);
}
