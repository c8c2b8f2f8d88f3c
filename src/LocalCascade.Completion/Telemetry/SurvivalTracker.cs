using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Telemetry;

/// <summary>
/// Follows accepted text through the edits of its document and tells how much of it is left 30 s, 2 min and 10 min later.
/// Text is held in memory only, and of the most recent acceptances only. Thread-safe; changes come in protocol order.
/// </summary>
public sealed class SurvivalTracker : IDisposable
{
    // Beyond this many the oldest are forgotten: ten minutes of accepting every two seconds.
    private const int MostTracked = 300;

    // A formatter may replace the whole document, and with it the text: so much around it is searched, in UTF-16 units.
    private const int MostGrowth = 100_000;

    private static readonly int[] Checks = [30, 120, 600];

    private readonly Action<string, int, double> _survived;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SourceText> _documents = new(StringComparer.Ordinal);
    private readonly List<TrackedText> _tracked = [];

    /// <param name="survived">Gets the record's id, the seconds since acceptance (30, 120 or 600) and the part that is left, 0 to 1, on a pool thread.</param>
    /// <param name="timeProvider">The clock.</param>
    public SurvivalTracker(Action<string, int, double> survived, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(survived);
        ArgumentNullException.ThrowIfNull(timeProvider);
        (_survived, _timeProvider) = (survived, timeProvider);
    }

    /// <summary>How many acceptances are followed at present.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _tracked.Count;
            }
        }
    }

    /// <summary>The user accepted a suggestion. The edit that inserts it may have come, or come next.</summary>
    /// <param name="id">The record's id.</param>
    /// <param name="uri">The document.</param>
    /// <param name="offset">Where the text stands, in UTF-16 units.</param>
    /// <param name="inserted">The text that the acceptance adds: the ghost text, or the accepted part of it.</param>
    public void Accepted(string id, string uri, int offset, string inserted)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(inserted);

        // White space alone says nothing: editors change it as they like.
        if (LexicalTokens.Of(inserted).Count == 0)
        {
            return;
        }

        var tracked = new TrackedText(id, uri, offset, inserted);
        lock (_gate)
        {
            if (_tracked.Find(other => other.Id == id) is { } known)
            {
                // Accepted word by word: the longest part is followed, from the last word on.
                if (known.Uri != uri || known.Inserted.Length >= inserted.Length || !inserted.StartsWith(known.Inserted, StringComparison.Ordinal))
                {
                    return;
                }

                known.Timer?.Dispose();
                _tracked.Remove(known);
            }

            if (_documents.TryGetValue(uri, out var text))
            {
                tracked.FindThere(text);
            }

            if (_tracked.Count == MostTracked)
            {
                _tracked[0].Timer?.Dispose();
                _tracked.RemoveAt(0);
            }

            _tracked.Add(tracked);
            tracked.Timer = _timeProvider.CreateTimer(_ => Check(tracked), null, TimeSpan.FromSeconds(Checks[0]), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A document was edited: <paramref name="changes"/>, applied in order, led to <paramref name="document"/>.</summary>
    public void Changed(DocumentSnapshot document, IReadOnlyList<TextChange> changes)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(changes);
        lock (_gate)
        {
            _documents[document.Uri] = document.Text;
            foreach (var tracked in _tracked)
            {
                if (tracked.Uri != document.Uri)
                {
                    continue;
                }

                foreach (var change in changes)
                {
                    tracked.Apply(change);
                }

                tracked.FindNear(document.Text);
            }
        }
    }

    /// <summary>A document was opened, or replaced as a whole: what was followed in it is lost.</summary>
    public void Opened(DocumentSnapshot document)
    {
        ArgumentNullException.ThrowIfNull(document);
        lock (_gate)
        {
            Forget(document.Uri);
            _documents[document.Uri] = document.Text;
        }
    }

    /// <summary>A document was closed: what was followed in it is forgotten.</summary>
    public void Closed(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        lock (_gate)
        {
            Forget(uri);
            _documents.Remove(uri);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var tracked in _tracked)
            {
                tracked.Timer?.Dispose();
            }

            _tracked.Clear();
            _documents.Clear();
        }
    }

    private void Forget(string uri)
    {
        foreach (var tracked in _tracked)
        {
            if (tracked.Uri == uri)
            {
                tracked.Timer?.Dispose();
            }
        }

        _tracked.RemoveAll(tracked => tracked.Uri == uri);
    }

    private void Check(TrackedText tracked)
    {
        int seconds;
        string left;
        lock (_gate)
        {
            if (!_tracked.Contains(tracked))
            {
                return;
            }

            seconds = Checks[tracked.Checked++];

            // What never appeared in the document was not accepted there.
            if (tracked.Checked == Checks.Length || !tracked.IsFound || !_documents.TryGetValue(tracked.Uri, out var text))
            {
                tracked.Timer?.Dispose();
                _tracked.Remove(tracked);
            }
            else
            {
                tracked.Timer?.Change(TimeSpan.FromSeconds(Checks[tracked.Checked] - seconds), Timeout.InfiniteTimeSpan);
            }

            if (!tracked.IsFound || !_documents.TryGetValue(tracked.Uri, out text))
            {
                return;
            }

            left = text.ToString(tracked.Start, Math.Min(tracked.End - tracked.Start, tracked.Inserted.Length + MostGrowth));
        }

        _survived(tracked.Id, seconds, LexicalTokens.Survival(tracked.Inserted, left));
    }
}
