using LocalCascade.Completion;

namespace LocalCascade.Daemon.Lsp;

/// <summary>
/// The items of the last answers, to understand what editors report on them: a part that is the whole, and, in the older
/// Copilot messages, lengths that count from the line's start. Thread-safe.
/// </summary>
internal sealed class OfferedItems
{
    // Editors report on items of several answers back.
    private const int Most = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Offered> _items = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    /// <param name="item">What is offered.</param>
    /// <param name="lead">How much of its line stands before its range, where the editor was given whole lines.</param>
    /// <param name="tail">How much of its line stands behind its range, likewise.</param>
    public void Add(CompletionItem item, int lead = 0, int tail = 0)
    {
        lock (_gate)
        {
            if (!_items.ContainsKey(item.Id))
            {
                _order.Enqueue(item.Id);
                if (_order.Count > Most)
                {
                    _items.Remove(_order.Dequeue());
                }
            }

            _items[item.Id] = new(lead, item.InsertText.Length, tail);
        }
    }

    /// <summary>Whether it was offered lately.</summary>
    public bool Knows(string id) => Find(id) is not null;

    /// <summary>How much of an item's insertText an editor's <paramref name="acceptedLength"/> is; null for all of it.</summary>
    public int? AcceptedPart(string id, int acceptedLength) => Find(id) switch
    {
        { } item when acceptedLength >= item.Lead + item.Length + item.Tail => null,
        { } item => Math.Clamp(acceptedLength - item.Lead, 0, item.Length),
        null => Math.Max(0, acceptedLength),
    };

    private Offered? Find(string id)
    {
        lock (_gate)
        {
            return _items.GetValueOrDefault(id);
        }
    }

    private sealed record Offered(int Lead, int Length, int Tail);
}
