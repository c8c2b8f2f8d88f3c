using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// What is being answered, by document: the latest question, and one answer ahead of the user. An edit that agrees with what is
/// being generated leaves it alive and the next request joins it; any other stops it at once. Thread-safe.
/// </summary>
internal sealed class WorkInFlight(TimeProvider timeProvider)
{
    // After a request is cancelled, editors send the edit and the next request within this; with none it was given up.
    private static readonly TimeSpan GraceOfCancelled = TimeSpan.FromMilliseconds(100);

    // After an edit that agrees, clients that wait for a pause (Neovim: 200 ms) send the next request within this.
    private static readonly TimeSpan GraceOfTyped = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CompletionWork> _latest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompletionWork> _ahead = new(StringComparer.Ordinal);

    /// <summary>Work in flight now, for tests and status.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _latest.Count + _ahead.Count;
            }
        }
    }

    /// <summary>Work that answers this request already, with the caller as a waiter; null for none.</summary>
    public CompletionWork? TryJoin(DocumentSnapshot document, int offset, string maker)
    {
        lock (_gate)
        {
            foreach (var works in (ReadOnlySpan<Dictionary<string, CompletionWork>>)[_latest, _ahead])
            {
                if (works.TryGetValue(document.Uri, out var work) && !work.Token.IsCancellationRequested && work.Maker == maker && work.Answers(document, offset))
                {
                    work.Waiters++;
                    StopGrace(work);
                    return work;
                }
            }
        }

        return null;
    }

    /// <summary>Takes the document's latest question, with the caller as its waiter; what was in flight before is stopped.</summary>
    public void Begin(CompletionWork work)
    {
        CompletionWork? before, ahead;
        lock (_gate)
        {
            var uri = work.Request.Document.Uri;
            _latest.Remove(uri, out before);
            _ahead.Remove(uri, out ahead);
            _latest[uri] = work;
            work.Waiters = 1;
        }

        Stop(before);
        Stop(ahead);
    }

    /// <summary>Takes work ahead of the user; false when there is something better to do.</summary>
    public bool TryBeginAhead(CompletionWork work)
    {
        CompletionWork? before;
        lock (_gate)
        {
            var uri = work.Request.Document.Uri;
            if (_latest.ContainsKey(uri))
            {
                return false;
            }

            _ahead.Remove(uri, out before);
            _ahead[uri] = work;
        }

        Stop(before);
        return true;
    }

    /// <summary>A waiter no longer waits. The last one's leaving ends the work, unless somebody joins it shortly.</summary>
    public void Leave(CompletionWork work)
    {
        lock (_gate)
        {
            if (--work.Waiters == 0 && !work.Answer.IsCompleted && !work.IsAhead)
            {
                StartGrace(work, GraceOfCancelled);
            }
        }
    }

    /// <summary>Work has ended.</summary>
    public void Ended(CompletionWork work)
    {
        lock (_gate)
        {
            StopGrace(work);
            var works = work.IsAhead ? _ahead : _latest;
            var uri = work.Request.Document.Uri;
            if (works.GetValueOrDefault(uri) == work)
            {
                works.Remove(uri);
            }
        }
    }

    /// <summary>A document was edited: what was asked before goes on only if the text at <paramref name="offset"/>, behind the edit, agrees with it.</summary>
    public void DocumentChanged(DocumentSnapshot document, int offset)
    {
        CompletionWork? latest, ahead;
        lock (_gate)
        {
            latest = RemoveUnless(_latest, document, offset);
            ahead = RemoveUnless(_ahead, document, offset);
        }

        Stop(latest);
        Stop(ahead);
    }

    /// <summary>A document is gone, or was replaced as a whole.</summary>
    public void Stop(string uri)
    {
        CompletionWork? latest, ahead;
        lock (_gate)
        {
            _latest.Remove(uri, out latest);
            _ahead.Remove(uri, out ahead);
        }

        Stop(latest);
        Stop(ahead);
    }

    /// <summary>Stops everything.</summary>
    public void StopAll()
    {
        List<CompletionWork> works;
        lock (_gate)
        {
            works = [.. _latest.Values, .. _ahead.Values];
            _latest.Clear();
            _ahead.Clear();
        }

        works.ForEach(Stop);
    }

    private CompletionWork? RemoveUnless(Dictionary<string, CompletionWork> works, DocumentSnapshot document, int offset)
    {
        if (!works.TryGetValue(document.Uri, out var work))
        {
            return null;
        }

        if (!work.Follow(document, offset))
        {
            works.Remove(document.Uri);
            return work;
        }

        if (work.Waiters == 0 && !work.IsAhead)
        {
            StartGrace(work, GraceOfTyped);
        }

        return null;
    }

    private void StartGrace(CompletionWork work, TimeSpan time)
    {
        StopGrace(work);
        work.Grace = timeProvider.CreateTimer(state => GiveUp((CompletionWork)state!), work, time, Timeout.InfiniteTimeSpan);
    }

    private static void StopGrace(CompletionWork work)
    {
        work.Grace?.Dispose();
        work.Grace = null;
    }

    private void GiveUp(CompletionWork work)
    {
        lock (_gate)
        {
            if (work.Waiters > 0)
            {
                return;
            }

            if (_latest.GetValueOrDefault(work.Request.Document.Uri) == work)
            {
                _latest.Remove(work.Request.Document.Uri);
            }
        }

        Stop(work);
    }

    private static void Stop(CompletionWork? work) => work?.Cancel();
}
