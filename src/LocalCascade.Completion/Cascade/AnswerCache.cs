using System.Runtime.CompilerServices;
using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// Earlier answers, by the place they were given at and what has been typed since. It does what a trie over the typed text
/// would do (typing on, backspacing and typing again, accepting a word at a time, all find the answer; an edit near the place
/// loses it) without storing any text before the cursor: a look-up rolls one hash over the places before the cursor at which
/// an answer could have begun, and compares the typed text with what stands there. Thread-safe.
/// </summary>
internal sealed class AnswerCache
{
    /// <summary>How long an answer is good for: the rest of the workspace moves on.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>How much of one answer can be typed and still be recognised.</summary>
    public const int MaxTypedLength = 2048;

    // Rejections outlive answers, and don't compete with them for room.
    private const int MaxRejected = 1000;

    // With a capacity of 0 nothing is served, but what is shown must be known for a rejection to be kept.
    private const int MinKept = 16;

    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly Dictionary<ulong, Entry> _places = [];
    private readonly Dictionary<string, Entry> _ids = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _answers = new(); // the most recently used first
    private readonly LinkedList<Entry> _rejected = new(); // the most recent first
    private readonly Dictionary<string, int> _wanted = new(StringComparer.Ordinal);
    private int _capacity;
    private int _longest;
    private long _uses;

    /// <param name="timeProvider">The clock that answers expire by.</param>
    public AnswerCache(TimeProvider timeProvider) => _timeProvider = timeProvider;

    /// <summary>Count of answers kept, rejected ones left out.</summary>
    public int Count => _answers.Count;

    /// <summary>Says how many answers an owner wants kept, as <see cref="EngineSettings.CachedAnswers"/>: as many are as any of them wants.</summary>
    public void SetCapacity(string owner, int capacity)
    {
        lock (_lock)
        {
            _wanted[owner] = capacity;
            if (capacity == 0)
            {
                _wanted.Remove(owner);
            }

            _capacity = _wanted.Values.DefaultIfEmpty().Max();
            Trim();
        }
    }

    /// <summary>
    /// Keeps an answer given for a cursor at <paramref name="offset"/>. An item that continues the suggest widget's choice
    /// instead of the text before the cursor is not kept.
    /// </summary>
    /// <param name="document">The text as it was.</param>
    /// <param name="offset">The cursor.</param>
    /// <param name="item">The answer.</param>
    /// <param name="maker">What made it (<see cref="AnswerMaker"/>).</param>
    public void Add(DocumentSnapshot document, int offset, CompletionItem item, string maker)
    {
        var lead = offset - item.Start;
        if (item.GhostText.Length == 0 || lead < 0 || item.Length < lead || item.InsertText.Length != lead + item.GhostText.Length)
        {
            return;
        }

        lock (_lock)
        {
            var name = PlaceHash.Name(document, offset);
            Entry? same = null;
            for (var other = _places.GetValueOrDefault(name); other is not null; other = other.NextAtPlace)
            {
                if (other.Uri == document.Uri && other.Item.GhostText == item.GhostText)
                {
                    if (other.Rejected)
                    {
                        return;
                    }

                    same = other.Maker == maker ? other : same;
                }
            }

            if (same is not null)
            {
                Remove(same);
            }

            if (_ids.TryGetValue(item.Id, out var known))
            {
                Remove(known);
            }

            var entry = new Entry(document.Uri, name, item, offset, maker, _timeProvider.GetTimestamp())
            {
                LastUse = ++_uses,
                NextAtPlace = _places.GetValueOrDefault(name),
            };
            _places[name] = entry;
            _ids[item.Id] = entry;
            _answers.AddFirst(entry.Node);
            _longest = Math.Max(_longest, Math.Min(item.GhostText.Length, MaxTypedLength));
            Trim();
        }
    }

    /// <summary>
    /// Finds the answer of a maker, last given or served, whose ghost text, begun at its place, continues the text before
    /// <paramref name="offset"/>. A bracket or quote that the editor closed by itself while the answer was typed becomes
    /// part of the replaced range.
    /// </summary>
    /// <returns>False when there is none, or nothing of it is left to show.</returns>
    public bool TryGet(DocumentSnapshot document, int offset, string maker, out CachedAnswer answer)
    {
        lock (_lock)
        {
            // Behind half a character there is nothing to show.
            var isServable = _capacity > 0 && _answers.Count > 0 && (offset == 0 || !char.IsHighSurrogate(document.Text[offset - 1]));
            var match = isServable ? Find(document, offset, maker, null) : default;
            if (match.Entry is not { } entry)
            {
                answer = default;
                return false;
            }

            entry.LastUse = ++_uses;
            entry.LastName = match.Typed == 0 ? entry.Name : PlaceHash.Name(document, offset);
            _answers.Remove(entry.Node);
            _answers.AddFirst(entry.Node);
            answer = new(Place(document.Text, offset, match), match.Typed);
            return true;
        }
    }

    /// <summary>Whether the user dismissed this text here, or the whole of which it is the rest.</summary>
    public bool IsRejected(DocumentSnapshot document, int offset, string ghostText)
    {
        lock (_lock)
        {
            return _rejected.Count > 0 && Find(document, offset, null, ghostText).Entry is not null;
        }
    }

    /// <summary>Whether the user dismissed anything at exactly this place: where it was on the screen, be it typed into already.</summary>
    public bool HasRejection(DocumentSnapshot document, int offset)
    {
        lock (_lock)
        {
            if (_rejected.Count == 0)
            {
                return false;
            }

            var name = PlaceHash.Name(document, offset);
            return _rejected.Any(entry => entry.LastName == name && entry.Uri == document.Uri);
        }
    }

    /// <summary>The user dismissed an answer: it is not served at its place again. Unknown ids are ignored.</summary>
    public void Reject(string itemId)
    {
        lock (_lock)
        {
            if (_ids.TryGetValue(itemId, out var entry) && !entry.Rejected)
            {
                entry.Rejected = true;
                _answers.Remove(entry.Node);
                _rejected.AddFirst(entry.Node);
                Trim();
            }
        }
    }

    /// <summary>Forgets every answer and rejection of a document.</summary>
    public void Remove(string uri)
    {
        lock (_lock)
        {
            foreach (var entry in _ids.Values.Where(entry => entry.Uri == uri).ToList())
            {
                Remove(entry);
            }
        }
    }

    /// <summary>Finds the best answer of a maker, or, given <paramref name="rejectedText"/>, a rejected one of whatever maker whose rest is that text.</summary>
    [SkipLocalsInit]
    private Match Find(DocumentSnapshot document, int offset, string? maker, string? rejectedText)
    {
        var text = document.Text;
        var back = Math.Min(_longest, offset);
        var read = Math.Min(back + PlaceHash.PrefixLength, offset);
        Span<char> scratch = stackalloc char[MaxTypedLength + PlaceHash.PrefixLength];
        var before = text.Read(offset - read, read, scratch);
        Span<ulong> suffixes = stackalloc ulong[TypeThrough.MaxAutoClosed + 1];
        suffixes = suffixes[..HashSuffixes(document, offset, suffixes)];

        var best = default(Match);
        for (var place = new PlaceHash(before, read - back); ; place.MoveNext())
        {
            for (var closers = 0; closers < suffixes.Length; closers++)
            {
                var name = place.Name(suffixes[closers]);
                for (var entry = _places.GetValueOrDefault(name); entry is not null;)
                {
                    var next = entry.NextAtPlace;
                    var match = new Match(entry, read - place.Place, closers);
                    if ((rejectedText is not null ? entry.Rejected : !entry.Rejected && entry.Maker == maker)
                        && entry.Uri == document.Uri
                        && Continues(match, before[place.Place..], text, offset)
                        && IsBetter(match, best, offset))
                    {
                        var rest = entry.Item.GhostText.AsSpan(match.Typed);
                        if (rejectedText is not null)
                        {
                            best = rest.TrimEnd().SequenceEqual(rejectedText.AsSpan().TrimEnd()) ? match : best;
                        }
                        else if (_timeProvider.GetElapsedTime(entry.Added) >= Lifetime)
                        {
                            Remove(entry);
                        }
                        else if (_rejected.Count == 0 || Find(document, offset, null, rest.ToString()).Entry is null)
                        {
                            best = match;
                        }
                    }

                    entry = next;
                }
            }

            if (place.Place == read)
            {
                return best;
            }
        }
    }

    /// <summary>
    /// The answer used last; and where repeated text makes one answer fit at several places, the place it was given at.
    /// </summary>
    private static bool IsBetter(Match match, Match best, int offset) =>
        best.Entry is null
        || match.Entry!.LastUse > best.Entry.LastUse
        || (match.Entry == best.Entry && offset - match.Typed == match.Entry.Offset);

    /// <summary>The suffixes that an answer may have had: what stands behind the cursor, without 0, 1 … closers.</summary>
    private static int HashSuffixes(DocumentSnapshot document, int offset, Span<ulong> suffixes)
    {
        var text = document.Text;
        var count = 0;
        do
        {
            suffixes[count] = PlaceHash.OfSuffix(document, offset + count);
            count++;
        }
        while (count < suffixes.Length && offset + count <= text.Length && ")]}>\"'`".Contains(text[offset + count - 1], StringComparison.Ordinal));
        return count;
    }

    private static bool Continues(Match match, ReadOnlySpan<char> typed, SourceText text, int offset)
    {
        var ghost = match.Entry!.Item.GhostText.AsSpan();
        if (ghost.Length <= typed.Length || !ghost.StartsWith(typed))
        {
            return false;
        }

        var rest = ghost[typed.Length..];
        if (!TypeThrough.AreOpened(typed, text, offset, match.Closers))
        {
            return false;
        }

        // The rest brings the closers itself; else they would be lost with the range.
        for (var i = 0; i < match.Closers; i++)
        {
            var index = rest.IndexOf(text[offset + i]);
            if (index < 0)
            {
                return false;
            }

            rest = rest[(index + 1)..];
        }

        return true;
    }

    /// <summary>The rest of an answer, replacing what stands between its start, or the line's, and the cursor by itself.</summary>
    private static CompletionItem Place(SourceText text, int offset, Match match)
    {
        var entry = match.Entry!;
        var rest = entry.Item.GhostText[match.Typed..];
        var start = ItemStart.Of(text, Math.Max(offset - match.Typed - entry.Lead, text.GetLine(text.GetLineOfOffset(offset)).Start), offset);
        return entry.Item with
        {
            Start = start,
            Length = offset - start + entry.Tail + match.Closers,
            InsertText = string.Concat(text.ToString(start, offset - start), rest),
            GhostText = rest,
            FromCache = true,
        };
    }

    private void Trim()
    {
        while (_answers.Count > Math.Max(_capacity, MinKept))
        {
            Remove(_answers.Last!.Value);
        }

        while (_rejected.Count > MaxRejected)
        {
            Remove(_rejected.Last!.Value);
        }
    }

    private void Remove(Entry entry)
    {
        entry.Node.List!.Remove(entry.Node);
        _ids.Remove(entry.Item.Id);
        var first = _places[entry.Name];
        if (first != entry)
        {
            while (first.NextAtPlace != entry)
            {
                first = first.NextAtPlace!;
            }

            first.NextAtPlace = entry.NextAtPlace;
        }
        else if (entry.NextAtPlace is { } next)
        {
            _places[entry.Name] = next;
        }
        else
        {
            _places.Remove(entry.Name);
        }
    }

    /// <summary>An answer, how much of it is typed, and how many closers behind the cursor belong to it.</summary>
    private readonly record struct Match(Entry? Entry, int Typed, int Closers);

    private sealed class Entry
    {
        public Entry(string uri, ulong name, CompletionItem item, int offset, string maker, long added)
        {
            (Uri, Name, LastName, Item, Offset, Maker, Added) = (uri, name, name, item, offset, maker, added);
            Node = new(this);
        }

        public string Uri { get; }

        public ulong Name { get; }

        /// <summary>The place that it was served at last.</summary>
        public ulong LastName { get; set; }

        public CompletionItem Item { get; }

        /// <summary>The cursor when it was given.</summary>
        public int Offset { get; }

        /// <summary>What made it.</summary>
        public string Maker { get; }

        /// <summary>Length of the replaced range before the cursor.</summary>
        public int Lead => Offset - Item.Start;

        /// <summary>Length of the replaced range behind the cursor.</summary>
        public int Tail => Item.Length - Lead;

        public long Added { get; }

        public LinkedListNode<Entry> Node { get; }

        public Entry? NextAtPlace { get; set; }

        public long LastUse { get; set; }

        public bool Rejected { get; set; }
    }
}
