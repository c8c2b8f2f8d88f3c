namespace LocalCascade.Daemon.Lsp;

/// <summary>
/// Tells an editor that wants it how things stand, by <c>localcascade/didChangeStatus</c>, and Copilot clients as their dialect
/// says it: what changed meanwhile at once, and nothing twice in a row. Thread-safe.
/// </summary>
internal sealed class StatusReporter(ServerSession session, TimeProvider timeProvider)
{
    // Longer than most answers take, so that these don't make it flicker; too short for a person to wait for.
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private string? _lastTier;
    private int _answering;
    private bool _started;
    private bool _isDue;
    private EditorStatus? _told;
    private CopilotStatus? _toldCopilot;

    /// <summary>The editor is ready to be told.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _started = true;
        }

        Changed();
    }

    /// <summary>Something of it may have changed.</summary>
    public void Changed()
    {
        lock (_gate)
        {
            if (!_started || _isDue || (!session.WantsStatus && session.Dialect != Dialect.Copilot))
            {
                return;
            }

            _isDue = true;
            _ = TellAsync();
        }
    }

    /// <summary>A request is being answered.</summary>
    public void Began()
    {
        Interlocked.Increment(ref _answering);
        Changed();
    }

    /// <summary>A request was answered or cancelled.</summary>
    /// <param name="tier">Who answered it; null when nobody did.</param>
    public void Ended(string? tier)
    {
        Interlocked.Decrement(ref _answering);
        Volatile.Write(ref _lastTier, tier ?? Volatile.Read(ref _lastTier));
        Changed();
    }

    private async Task TellAsync()
    {
        try
        {
            await Task.Delay(GatherTime, timeProvider, session.Connection.Closing).ConfigureAwait(false);
            lock (_gate)
            {
                _isDue = false;
                var status = EditorStatus.Of(session, Volatile.Read(ref _lastTier), Volatile.Read(ref _answering) > 0);
                if (session.WantsStatus && status != _told)
                {
                    _told = status;
                    _ = session.Connection.NotifyAsync("localcascade/didChangeStatus", status, LspJsonContext.Default.EditorStatus).AsTask();
                }

                if (session.Dialect == Dialect.Copilot && CopilotStatus.Of(session, status) is var copilot && copilot != _toldCopilot)
                {
                    _toldCopilot = copilot;
                    copilot.SendTo(session.Connection, session.WantsStatusByCategory);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The session is over.
        }
    }
}
