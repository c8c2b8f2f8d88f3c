namespace LocalCascade.Completion.Cascade;

/// <summary>The last answer for each of the documents that were worked on lately, for whoever asks why it was that. Thread-safe.</summary>
internal sealed class RecentDecisions
{
    private const int MostDocuments = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CompletionResult> _last = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    public void Add(string uri, CompletionResult result)
    {
        lock (_gate)
        {
            if (!_last.ContainsKey(uri))
            {
                _order.Enqueue(uri);
                if (_order.Count > MostDocuments)
                {
                    _last.Remove(_order.Dequeue());
                }
            }

            _last[uri] = result;
        }
    }

    public CompletionResult? Get(string uri)
    {
        lock (_gate)
        {
            return _last.GetValueOrDefault(uri);
        }
    }
}
