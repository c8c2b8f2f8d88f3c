using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Telemetry;

/// <summary>
/// Turns what happens in an engine into records: what was asked and answered, what became of it. Of the texts it knows for that
/// (to follow an accepted one) nothing is stored. Thread-safe.
/// </summary>
internal sealed class CompletionJournal : IDisposable
{
    // Editors report on items of several answers back; older ones are no longer on any screen.
    private const int MostItems = 500;

    // A character, a pair that the editor completes, a line break with its indentation; what is longer was pasted or accepted.
    private const int LongestTyped = 2;

    private const int CharactersPerToken = 4;

    private readonly TimeProvider _timeProvider;
    private readonly SurvivalTracker _survival;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly Queue<string> _begunOrder = [];
    private readonly Dictionary<string, string> _pending = new(StringComparer.Ordinal);
    private volatile TelemetryStore? _store;
    private volatile PathHash? _paths;
    private volatile string _client = "";

    public CompletionJournal(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _survival = new((id, seconds, ratio) => _store?.Survived(id, seconds, ratio), timeProvider);
    }

    /// <summary>Where records go from now on; null for nowhere.</summary>
    public void Use(TelemetryStore? store, PathHash? paths, string client) => (_store, _paths, _client) = (store, paths, client);

    /// <summary>A request is being worked on and will be recorded, whatever becomes of it.</summary>
    public void Began(string requestId)
    {
        lock (_gate)
        {
            _begun.Add(requestId);
            _begunOrder.Enqueue(requestId);
            if (_begunOrder.Count > MostItems)
            {
                _begun.Remove(_begunOrder.Dequeue());
            }
        }
    }

    /// <summary>A request was answered.</summary>
    public void Answered(CompletionRequest request, CompletionResult result, string model, string cloudModel)
    {
        if (_store is not { } store)
        {
            return;
        }

        var item = result.Items.Count > 0 ? result.Items[0] : null;
        var computedBy = "";
        lock (_gate)
        {
            if (item is not null)
            {
                if (_items.TryGetValue(item.Id, out var known))
                {
                    computedBy = known.RecordId;
                }
                else if (item.ComputedFor is { } first && _begun.Contains(first))
                {
                    // That request was cancelled and its record is still to come. Another editor's is no concern of this one's rows.
                    computedBy = first;
                }

                Know(result.Items, computedBy.Length > 0 ? computedBy : result.RequestId, request);
            }
        }

        var (decision, timings) = (result.Decision, result.Timings);
        store.Record(Begin(request, result.RequestId) with
        {
            Model = model,
            CloudModel = decision.CloudOutcome == CloudOutcome.NotAsked ? "" : cloudModel,
            Origin = item?.Origin,
            ComputedBy = computedBy,
            FromCache = item?.FromCache ?? false,
            Joined = result.Joined,
            Prefetched = item is { FromCache: true, ComputedFor: null } && computedBy.Length == 0,
            Decision = CodeOf(decision.Code),
            Reason = result.Reason?.Kind.ToString() ?? "",
            WorkspaceConfidence = decision.Workspace ?? double.NaN,
            ModelConfidence = decision.Model ?? double.NaN,
            CloudConfidence = decision.Cloud ?? double.NaN,
            Threshold = decision.Code == CascadeCode.None ? double.NaN : decision.Threshold,
            TotalMs = timings.Total.TotalMilliseconds,
            WorkspaceMs = timings.Workspace.TotalMilliseconds,
            PromptMs = timings.Prompt.TotalMilliseconds,
            PrefillMs = timings.Prefill.TotalMilliseconds,
            DecodeMs = timings.Decode.TotalMilliseconds,
            DebounceMs = timings.Debounce.TotalMilliseconds,
            CloudFirstMs = timings.Cloud.TotalMilliseconds,
            CloudMs = timings.CloudTotal.TotalMilliseconds,
            PromptTokens = timings.PromptTokens,
            ReusedTokens = timings.ReusedTokens,
            GeneratedTokens = timings.GeneratedTokens,
            CloudRequests = decision.CloudOutcome == CloudOutcome.NotAsked ? 0 : 1,
            CloudPromptTokens = timings.CloudCharacters / CharactersPerToken,
            CloudTokens = timings.CloudTokens,
            CloudOutcome = decision.CloudOutcome == CloudOutcome.NotAsked ? "" : CodeOf(decision.CloudOutcome),
            Characters = item?.GhostText.Length ?? 0,
            Lines = item is null ? 0 : 1 + item.GhostText.Count(c => c == '\n'),
        });
        FollowPending(store, request.Document.Uri, item is null ? "" : computedBy.Length > 0 ? computedBy : result.RequestId);
    }

    /// <summary>
    /// A request was cancelled or overtaken. Its record is written once its work has ended, since another may still get the answer.
    /// What work cost that another request began stands in the record of that one.
    /// </summary>
    public async Task CancelledAsync(CompletionRequest request, RequestCourse course, TimeSpan after, string model, string cloudModel)
    {
        if (_store is not { } store)
        {
            return;
        }

        var stage = course.Work?.Stage ?? FlowStage.Queued;
        if (course is { Work: null } or { Joined: true })
        {
            store.Record(Begin(request, Guid.NewGuid().ToString("N")) with
            {
                Model = model,
                Joined = course.Joined,
                TotalMs = after.TotalMilliseconds,
                CancelledAt = CodeOf(stage),
                CancelledAfterMs = after.TotalMilliseconds,
            });
            return;
        }

        var work = course.Work;
        await ((Task)work.Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var result = work.Answer.IsCompletedSuccessfully ? await work.Answer.ConfigureAwait(false) : null;
        lock (_gate)
        {
            if (result is not null)
            {
                // What joined it may have had the answer already, and typed on.
                Know([.. result.Items.Where(item => !_items.ContainsKey(item.Id))], work.Id, request);
            }
        }

        store.Record(Begin(request, work.Id) with
        {
            Model = model,
            CloudModel = work.CloudAsked == 0 ? "" : cloudModel,
            Decision = CodeOf(result?.Decision.Code ?? CascadeCode.None),
            TotalMs = after.TotalMilliseconds,
            CancelledAt = CodeOf(stage),
            CancelledAfterMs = after.TotalMilliseconds,
            CloudRequests = work.CloudAsked == 0 ? 0 : 1,
            CloudOutcome = work.CloudAsked == 0 ? "" : CodeOf(result?.Decision.CloudOutcome ?? CloudOutcome.Cancelled),
            CloudMs = work.CloudAsked == 0 ? 0 : result?.Timings.CloudTotal.TotalMilliseconds ?? _timeProvider.GetElapsedTime(work.CloudAsked).TotalMilliseconds,
            CloudPromptTokens = work.CloudCharacters / CharactersPerToken,
            CloudTokens = result?.Timings.CloudTokens ?? 0,
        });
    }

    public void Shown(string itemId) => Report(itemId, static (store, item, now) => store.Shown(item.RecordId, now));

    public void Accepted(string itemId) => Report(itemId, (store, item, now) =>
    {
        Settle(item);
        store.Accepted(item.RecordId, now);
        store.Typed(item.Language, typed: 0, item.Insert(item.GhostText.Length));
        _survival.Accepted(item.RecordId, item.Uri, item.Offset, item.GhostText);
    });

    /// <param name="itemId">The item.</param>
    /// <param name="acceptedLength">How much of its insertText was accepted so far.</param>
    public void PartiallyAccepted(string itemId, int acceptedLength) => Report(itemId, (store, item, now) =>
    {
        Settle(item);
        var accepted = Math.Clamp(acceptedLength - item.Lead, 0, item.GhostText.Length);
        store.PartiallyAccepted(item.RecordId, accepted, now);
        store.Typed(item.Language, typed: 0, item.Insert(accepted));
        _survival.Accepted(item.RecordId, item.Uri, item.Offset, item.GhostText[..accepted]);
    });

    public void Rejected(string itemId) => Report(itemId, (store, item, now) =>
    {
        Settle(item);
        store.Rejected(item.RecordId, now);
    });

    public void Ignored(string itemId) => Report(itemId, (store, item, now) =>
    {
        Settle(item);
        store.Ignored(item.RecordId, now);
    });

    public void DocumentOpened(DocumentSnapshot document) => _survival.Opened(document);

    public void DocumentChanged(DocumentSnapshot document, IReadOnlyList<TextChange> changes)
    {
        _survival.Changed(document, changes);
        if (_store is { } store && changes is [{ Length: 0, NewText: var typed }] && (typed.Length <= LongestTyped || (typed[0] is '\r' or '\n' && string.IsNullOrWhiteSpace(typed))))
        {
            store.Typed(document.LanguageId, typed.Length, inserted: 0);
        }
    }

    public void DocumentClosed(string uri)
    {
        _survival.Closed(uri);
        if (_store is { } store)
        {
            FollowPending(store, uri, "");
        }
    }

    public void Dispose() => _survival.Dispose();

    // Codes as people write them: EscalatedUnsure is escalated-unsure.
    internal static string CodeOf<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return name == "None" ? "" : string.Concat(name.Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(c)}" : c.ToString()));
    }

    private CompletionRecord Begin(CompletionRequest request, string id) => new()
    {
        Id = id,
        Time = _timeProvider.GetUtcNow(),
        Client = _client,
        Language = request.Document.LanguageId,
        PathHash = _paths?.Of(request.Document.Uri) ?? "",
        Trigger = request.Trigger,
    };

    // What was on the screen and is not any more, without anything having become of it, was ignored.
    private void FollowPending(TelemetryStore store, string uri, string next)
    {
        string? before;
        lock (_gate)
        {
            _pending.Remove(uri, out before);
            if (next.Length > 0)
            {
                _pending[uri] = next;
            }
        }

        if (before is not null && before != next)
        {
            store.Ignored(before, _timeProvider.GetUtcNow());
        }
    }

    private void Settle(Item item)
    {
        lock (_gate)
        {
            if (_pending.GetValueOrDefault(item.Uri) == item.RecordId)
            {
                _pending.Remove(item.Uri);
            }
        }
    }

    private void Know(IReadOnlyList<CompletionItem> items, string recordId, CompletionRequest request)
    {
        foreach (var item in items)
        {
            if (!_items.ContainsKey(item.Id))
            {
                _order.Enqueue(item.Id);
                if (_order.Count > MostItems)
                {
                    _items.Remove(_order.Dequeue());
                }
            }

            // Typed through, less of it is left to be accepted, from further on.
            _items[item.Id] = new(recordId, request.Document.Uri, request.Document.LanguageId, request.Offset, item.GhostText, item.InsertText.Length - item.GhostText.Length);
        }
    }

    private void Report(string itemId, Action<TelemetryStore, Item, DateTimeOffset> report)
    {
        Item? item;
        lock (_gate)
        {
            item = _items.GetValueOrDefault(itemId);
        }

        if (item is not null && _store is { } store)
        {
            report(store, item, _timeProvider.GetUtcNow());
        }
    }

    /// <param name="RecordId">The record that it was computed for.</param>
    /// <param name="Uri">Its document.</param>
    /// <param name="Language">Its document's language.</param>
    /// <param name="Offset">The cursor.</param>
    /// <param name="GhostText">What is left of it at the cursor.</param>
    /// <param name="Lead">How much of the inserted text stood before the cursor.</param>
    private sealed record Item(string RecordId, string Uri, string Language, int Offset, string GhostText, int Lead)
    {
        private int _inserted;

        // Accepted word by word, each report tells of the words before as well: what is new of it.
        public int Insert(int accepted)
        {
            var before = Interlocked.Exchange(ref _inserted, Math.Max(accepted, Volatile.Read(ref _inserted)));
            return Math.Max(0, accepted - before);
        }
    }
}
