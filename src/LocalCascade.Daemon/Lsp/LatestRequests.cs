namespace LocalCascade.Daemon.Lsp;

/// <summary>For each document the one completion request that counts. Called from the read loop only, but for <see cref="Finished"/>.</summary>
internal sealed class LatestRequests
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CancellationTokenSource> _latest = new(StringComparer.Ordinal);

    /// <summary>Makes a request the document's latest; the one before is cancelled.</summary>
    public CancellationTokenSource Begin(string uri, CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationTokenSource? before;
        lock (_gate)
        {
            _latest.Remove(uri, out before);
            _latest[uri] = source;
        }

        Cancel(before);
        return source;
    }

    /// <summary>Cancels a document's request: its text changed, or it was closed.</summary>
    public void Cancel(string uri)
    {
        CancellationTokenSource? source;
        lock (_gate)
        {
            _latest.Remove(uri, out source);
        }

        Cancel(source);
    }

    public void Finished(string uri, CancellationTokenSource source)
    {
        lock (_gate)
        {
            if (_latest.TryGetValue(uri, out var current) && ReferenceEquals(current, source))
            {
                _latest.Remove(uri);
            }
        }

        source.Dispose();
    }

    // Callbacks run elsewhere, so that the read loop goes on.
    private static void Cancel(CancellationTokenSource? source)
    {
        if (source is not null)
        {
            try
            {
                _ = source.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It finished meanwhile.
            }
        }
    }
}
