using System.Collections.Concurrent;
using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Context;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Observing;
using LocalCascade.Completion.Rules;
using LocalCascade.Completion.Telemetry;
using LocalCascade.Completion.Workspace;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// Answers completion requests: from earlier answers, from what is being answered already, and else by the cascade of the
/// user's own code, the local model and the cloud, whose way is <see cref="CompletionFlow"/>. Thread-safe; document notifications
/// come in protocol order.
/// </summary>
public sealed class CompletionEngine : IAsyncDisposable
{
    // Of larger ones the parts that matter are not worth finding in time.
    private const int LongestContextDocument = 400_000;

    private readonly TimeProvider _timeProvider;
    private readonly ModelHost _models;
    private readonly WorkspacePredictor _predictor;
    private readonly WorkspaceScanner _scanner;
    private readonly WorkspaceWatcher _watcher;
    private readonly CompletionFlow _flow;
    private readonly EngineAnswers _cache;
    private readonly SharedTiers _shared;
    private readonly bool _ownsShared;
    private readonly EngineCounters _counters = new();
    private readonly ConcurrentDictionary<string, OpenDocument> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ulong> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _aheadOf = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _answered = new(StringComparer.Ordinal);
    private readonly KnownSecrets _secrets = new();
    private readonly RecentDecisions _decisions = new();
    private readonly TypingRhythm _rhythm;
    private readonly WorkInFlight _inFlight;
    private readonly Lock _swapping = new();
    private readonly CompletionJournal _journal;
    private volatile EngineState _state;
    private volatile CloudClient? _cloud;
    private bool _started;
    private bool? _editorTellsOfFiles;

    /// <summary>Makes an engine that knows nothing yet; <see cref="Start"/> begins the background work.</summary>
    /// <param name="settings">The effective settings.</param>
    /// <param name="modelFolder">The local model's folder (GenAI layout); null for none.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="logger">Where events and numbers go (never code); null for nowhere.</param>
    /// <param name="shared">What it shares with the process's other engines, to be disposed of by the caller; null for an engine on its own.</param>
    public CompletionEngine(EngineSettings settings, string? modelFolder, TimeProvider? timeProvider = null, ILogger? logger = null, SharedTiers? shared = null)
        : this(settings, modelFolder, timeProvider, logger, shared, model => model)
    {
    }

    /// <summary>An engine whose model somebody looks at: <paramref name="watchModel"/> makes the source that is asked from the real one.</summary>
    internal CompletionEngine(EngineSettings settings, string? modelFolder, TimeProvider? timeProvider, ILogger? logger, SharedTiers? shared, Func<ICompletionSource, ICompletionSource> watchModel)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _shared = shared ?? new(timeProvider);
        _ownsShared = shared is null;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _state = new(settings, modelFolder, [], new FileRules(settings, [], _timeProvider)) { Maker = AnswerMaker.Of(settings, modelFolder, null) };
        _models = new(_shared.Models, logger ?? NullLogger.Instance);
        _models.Changed += status => ModelChanged?.Invoke(status);
        _predictor = new(settings.WorkspaceMemoryMegabytes, _timeProvider);
        _scanner = new(_predictor, _timeProvider);
        _watcher = new(_scanner, _timeProvider, logger ?? NullLogger.Instance);
        _cache = _shared.AnswersOfOneEngine();
        _cache.Capacity = settings.CachedAnswers;
        _rhythm = new(_timeProvider);
        _inFlight = new(_timeProvider);
        _journal = new(_timeProvider);
        _flow = CreateFlow(new WorkspaceSource(_predictor), watchModel(new LocalModelSource(_models)), new CloudSource(() => _cloud, _timeProvider), new CloudGate(CloudStanding, _secrets, () => _cloud?.Circuit));
    }

    /// <summary>An engine with other sources, for tests of what it does with them.</summary>
    internal CompletionEngine(EngineSettings settings, TimeProvider timeProvider, ICompletionSource workspace, ICompletionSource model, ICompletionSource cloud, CloudGate gate)
        : this(settings, null, timeProvider) => _flow = CreateFlow(workspace, model, cloud, gate);

    /// <summary>Who looks on while completions are made; null for nobody. Set before the first request.</summary>
    public ICompletionObserver? Observer { get; set; }

    /// <summary>Raised on a pool thread when the model's state changes.</summary>
    public event Action<ModelStatus>? ModelChanged;

    /// <summary>Numbers for status lines and reports.</summary>
    public EngineStatus Status => _counters.Read(_models.Status, _open.Count, _predictor.FileCount);

    /// <summary>Begins loading the model and reading the workspace, in the background.</summary>
    public void Start()
    {
        _started = true;
        var state = _state;
        LoadModel(state);
        _scanner.Scan(state.WorkspaceFolders, state.Rules, state.Settings.WorkspaceIndexFolder);
    }

    /// <summary>
    /// Swaps the settings, and the model where its folder, provider or threads changed. Requests in flight finish on the old ones. A
    /// source that was switched off is not heard again, nor what was shown at another threshold: answers are kept by what made them.
    /// </summary>
    public void Apply(EngineSettings settings, string? modelFolder)
    {
        ArgumentNullException.ThrowIfNull(settings);
        lock (_swapping)
        {
            var before = _state;
            if (before.Settings != settings || before.ModelFolder != modelFolder)
            {
                Swap(before with { Settings = settings, ModelFolder = modelFolder, Rules = new(settings, before.WorkspaceFolders, _timeProvider) });
            }
        }
    }

    /// <summary>The folders that the user works in, as absolute paths; replaces the earlier list.</summary>
    public void SetWorkspaceFolders(IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        lock (_swapping)
        {
            Swap(_state with { WorkspaceFolders = folders, Rules = new(_state.Settings, folders, _timeProvider) });
        }

        if (_editorTellsOfFiles is { } editorTells)
        {
            _watcher.Watch(folders, editorTells);
        }
    }

    /// <summary>From now on what other programs change in the workspace counts too.</summary>
    /// <param name="editorTells">Whether the editor tells of it (<see cref="FilesChanged"/>); else the files are watched.</param>
    public void WatchFiles(bool editorTells)
    {
        _editorTellsOfFiles = editorTells;
        _watcher.Watch(_state.WorkspaceFolders, editorTells);
    }

    /// <summary>Files of the workspace were changed, made or deleted, by whomever.</summary>
    public void FilesChanged(IEnumerable<string> uris)
    {
        ArgumentNullException.ThrowIfNull(uris);
        foreach (var path in uris.Select(DocumentUri.ToPath).OfType<string>())
        {
            _scanner.Changed(path);
        }
    }

    /// <summary>The cloud tier that requests may ask for from now on; null for none. The caller owns it.</summary>
    public void UseCloud(CloudClient? cloud)
    {
        // The sign-in comes in beside the settings.
        lock (_swapping)
        {
            _cloud = cloud;
            _state = Named(_state);
        }
    }

    /// <summary>Where records of what happens go from now on: numbers only.</summary>
    /// <param name="store">The store, which the caller owns; null for nowhere.</param>
    /// <param name="paths">Hashes documents' names.</param>
    /// <param name="client">The editor's name, or empty.</param>
    public void UseTelemetry(TelemetryStore? store, PathHash? paths, string client) => _journal.Use(store, paths, client);

    /// <summary>Completes once the model is loaded, failed or off, and what is known of the workspace is read and tidy.</summary>
    public async Task WhenReadyAsync(CancellationToken cancellationToken)
    {
        await _models.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        await _scanner.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        await _predictor.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A document was opened, or replaced as a whole.</summary>
    public void DocumentOpened(DocumentSnapshot document)
    {
        ArgumentNullException.ThrowIfNull(document);
        _open[document.Uri] = new(document, _timeProvider.GetTimestamp());
        _inFlight.Stop(document.Uri);
        _cache.Remove(document.Uri);
        _journal.DocumentOpened(document);
        if (MayLearnFrom(document))
        {
            _predictor.Open(document);
            if (DocumentUri.ToPath(document.Uri) is { } path)
            {
                _scanner.Opened(path, document.LanguageId);
            }
        }
    }

    /// <summary>
    /// A document was edited: <paramref name="changes"/>, applied in order, led from the last known snapshot to
    /// <paramref name="document"/>. What is being generated stops at once, unless the edit agrees with it.
    /// </summary>
    public void DocumentChanged(DocumentSnapshot document, IReadOnlyList<TextChange> changes)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(changes);
        // Before what is in flight hears of it: a request that begins meanwhile sees one or the other.
        _open[document.Uri] = new(document, _timeProvider.GetTimestamp());
        if (changes.Count > 0)
        {
            var last = changes[^1];
            _inFlight.DocumentChanged(document, last.Start + last.NewText.Length);
            if (changes is [var change] && IsKeystroke(change))
            {
                _rhythm.Struck(change.NewText.Length > 0 ? change.NewText[0] : change.Start > 0 ? document.Text[change.Start - 1] : '\n');
            }
            else
            {
                _rhythm.Interrupted();
            }
        }

        _journal.DocumentChanged(document, changes);
        if (MayLearnFrom(document))
        {
            _predictor.Update(document, changes);
        }
    }

    /// <summary>A document was closed in the editor.</summary>
    public void DocumentClosed(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        _open.TryRemove(uri, out _);
        _asked.TryRemove(uri, out _);
        _aheadOf.TryRemove(uri, out _);
        _answered.TryRemove(uri, out _);
        _inFlight.Stop(uri);
        _cache.Remove(uri);
        _predictor.Close(uri);
        _models.ForgetDocument(uri);
        _journal.DocumentClosed(uri);
    }

    /// <summary>Answers one request.</summary>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled, or the request was overtaken: by an edit that its answer would not fit, or
    /// by a newer request for the document.
    /// </exception>
    public async ValueTask<CompletionResult> CompleteAsync(CompletionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var started = _timeProvider.GetTimestamp();
        var (state, course) = (_state, new RequestCourse());
        CompletionResult result;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Refuse(request, state) is { } refused)
            {
                result = new() { Reason = refused };
            }
            else
            {
                await DelayAsync(request, state, cancellationToken).ConfigureAwait(false);
                result = await AnswerAsync(request, state, course, cancellationToken).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException)
        {
            _counters.Cancelled();
            _ = _journal.CancelledAsync(request, course, _timeProvider.GetElapsedTime(started), _models.Status.Name, CloudModel);
            throw;
        }

        if (result.Items is [var first, ..])
        {
            _answered[request.Document.Uri] = first.Id;
        }

        _counters.Answered(result);
        Observer?.Answered(request, result);
        _decisions.Add(request.Document.Uri, result);
        _journal.Answered(request, result, _models.Status.Name, CloudModel);
        if (result.Items is [var shown, ..] && IsPlain(request))
        {
            Prefetch(request, shown, state);
        }

        return result;
    }

    /// <summary>Why the last request for a document was answered as it was; null when there was none lately.</summary>
    public CompletionResult? Explain(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return _decisions.Get(uri);
    }

    /// <summary>The editor showed an item. Unknown ids are ignored, here and below.</summary>
    public void Shown(string itemId)
    {
        _counters.Shown();
        _journal.Shown(itemId);
    }

    /// <summary>The user accepted an item whole.</summary>
    public void Accepted(string itemId)
    {
        _counters.Accepted();
        _journal.Accepted(itemId);
    }

    /// <summary>The user accepted the first <paramref name="acceptedLength"/> UTF-16 units of an item's <see cref="CompletionItem.InsertText"/>.</summary>
    public void PartiallyAccepted(string itemId, int acceptedLength)
    {
        _counters.PartiallyAccepted();
        _journal.PartiallyAccepted(itemId, acceptedLength);
    }

    /// <summary>The user dismissed an item; its text is not offered at that place again.</summary>
    public void Rejected(string itemId)
    {
        _cache.Reject(itemId);
        _counters.Rejected();
        _journal.Rejected(itemId);
    }

    /// <summary>The user went on as if an item were not there: typed something else, or went away.</summary>
    public void Ignored(string itemId) => _journal.Ignored(itemId);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _inFlight.StopAll();
        _journal.Dispose();
        _watcher.Dispose();
        _cache.End();
        await _scanner.DisposeAsync().ConfigureAwait(false);
        await _models.DisposeAsync().ConfigureAwait(false);
        if (_ownsShared)
        {
            await _shared.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Who wants quiet while typing gets it, but what is on the screen must not go away and come back.
    private async ValueTask DelayAsync(CompletionRequest request, EngineState state, CancellationToken cancellationToken)
    {
        if (state.Settings.DelayMilliseconds == 0 || request.Trigger != CompletionTrigger.Automatic
            || (_cache.TryGet(request.Document, request.Offset, state.Maker, out var answer) && answer.Item.Id == _answered.GetValueOrDefault(request.Document.Uri)))
        {
            return;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(state.Settings.DelayMilliseconds), _timeProvider, cancellationToken).ConfigureAwait(false);
        if (IsOvertaken(request.Document, wasOpen: false))
        {
            throw new OperationCanceledException();
        }
    }

    // From what was answered before; from what is being answered; else anew.
    private async ValueTask<CompletionResult> AnswerAsync(CompletionRequest request, EngineState state, RequestCourse course, CancellationToken cancellationToken)
    {
        var started = _timeProvider.GetTimestamp();
        var joined = false;
        var again = IsAskedAgain(request);
        if (IsPlain(request) && !again)
        {
            if (_cache.TryGet(request.Document, request.Offset, state.Maker, out var answer))
            {
                return Cached(answer, joined: false);
            }

            if (_inFlight.TryJoin(request.Document, request.Offset, state.Maker) is { } other)
            {
                course.Join(other);
                await ((Task)WaitForAsync(other, cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
                if (other.Answer.IsCanceled)
                {
                    // Whatever overtook it came after this request.
                    throw new OperationCanceledException();
                }

                if (_cache.TryGet(request.Document, request.Offset, state.Maker, out answer))
                {
                    return Cached(answer, joined: true);
                }

                // It came to nothing that fits what was typed.
                joined = true;
            }
        }

        var work = new CompletionWork(request) { Maker = state.Maker, AskedAgain = again, Observer = Observer };
        course.Began(work);
        _journal.Began(work.Id);
        _inFlight.Begin(work);
        if (IsOvertaken(request.Document, joined))
        {
            work.Cancel();
            _inFlight.Ended(work);
            throw new OperationCanceledException();
        }

        Run(work, state);
        return await WaitForAsync(work, cancellationToken).ConfigureAwait(false);

        CompletionResult Cached(CachedAnswer answer, bool joined) => new()
        {
            Items = [answer.Item],
            Joined = joined,
            Decision = new() { Explanation = joined ? "What was being generated agrees with what was typed." : "An earlier answer agrees with what was typed." },
            Timings = new() { Total = _timeProvider.GetElapsedTime(started) },
        };
    }

    private async Task<CompletionResult> WaitForAsync(CompletionWork work, CancellationToken cancellationToken)
    {
        try
        {
            return await work.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _inFlight.Leave(work);
        }
    }

    private void Run(CompletionWork work, EngineState state) =>
        _ = work.RunAsync(async w =>
        {
            try
            {
                return await _flow.AnswerAsync(w, state).ConfigureAwait(false);
            }
            finally
            {
                _inFlight.Ended(w);
            }
        });

    // The text has moved on since the request was made. Of a document that was never opened nothing is known.
    private bool IsOvertaken(DocumentSnapshot document, bool wasOpen) =>
        _open.TryGetValue(document.Uri, out var open) ? open.Document.Version != document.Version : wasOpen;

    private string CloudModel => _cloud is { } cloud ? cloud.Model : "";

    // A character or a backspace; a pair that the editor completes; a line break with its indentation.
    private static bool IsKeystroke(TextChange change) => change switch
    {
        { Length: 0, NewText.Length: > 0 and <= 2 } => true,
        { Length: 1, NewText: "" } => true,
        { Length: 0, NewText: ['\r' or '\n', ..] } => string.IsNullOrWhiteSpace(change.NewText),
        _ => false,
    };

    // What can be served from other requests' answers, and serve others: one item for the text as it stands.
    private static bool IsPlain(CompletionRequest request) => request is { Tier: not CompletionTier.Cloud, Selected: null, MaxItems: 1 };

    private bool IsAskedAgain(CompletionRequest request)
    {
        if (request.Trigger != CompletionTrigger.Invoked)
        {
            return false;
        }

        var place = PlaceHash.Name(request.Document, request.Offset);
        var again = _asked.TryGetValue(request.Document.Uri, out var before) && before == place;
        _asked[request.Document.Uri] = place;
        return again;
    }

    // While the user looks at a suggestion, the next one is computed as if it were accepted: one ahead, no further.
    private void Prefetch(CompletionRequest request, CompletionItem shown, EngineState state)
    {
        if (state.Settings.Prefetch == PrefetchMode.Off || request.Trigger != CompletionTrigger.Automatic || _aheadOf.GetValueOrDefault(request.Document.Uri) == shown.Id)
        {
            return;
        }

        _aheadOf[request.Document.Uri] = shown.Id;
        var text = request.Document.Text.WithChange(new(shown.Start, shown.Length, shown.InsertText));
        var ahead = request with
        {
            Document = request.Document with { Text = text },
            Offset = shown.Start + shown.InsertText.Length,
            Tier = state.Settings.Prefetch == PrefetchMode.Cloud ? request.Tier : CompletionTier.Local,
        };
        var work = new CompletionWork(ahead, new(request.Document, request.Offset, shown.GhostText)) { Maker = state.Maker, Observer = Observer };
        if (_cache.TryGet(ahead.Document, ahead.Offset, state.Maker, out _) || !_inFlight.TryBeginAhead(work))
        {
            return;
        }

        if (IsOvertaken(request.Document, wasOpen: true))
        {
            work.Cancel();
            _inFlight.Ended(work);
        }
        else
        {
            // Off the way of the answer.
            ThreadPool.UnsafeQueueUserWorkItem(static next => next.Engine.Run(next.Work, next.State), (Engine: this, Work: work, State: state), preferLocal: true);
        }
    }

    /// <summary>Questions being answered, for tests.</summary>
    internal int InFlight => _inFlight.Count;

    private static NoCompletion? Refuse(CompletionRequest request, EngineState state)
    {
        var (document, settings) = (request.Document, state.Settings);
        if (!settings.Enabled)
        {
            return new(NoCompletionKind.Disabled, "Suggestions are switched off (setting 'enabled').");
        }

        if (settings.DisabledLanguages.Contains(document.LanguageId, StringComparer.OrdinalIgnoreCase))
        {
            return new(NoCompletionKind.Disabled, $"Suggestions are switched off for {document.LanguageId} (setting 'disabledLanguages').");
        }

        if (document.Text.Length > settings.MaxDocumentLength)
        {
            return new(NoCompletionKind.TooLarge, $"The document has {document.Text.Length} characters, more than {settings.MaxDocumentLength} (setting 'maxDocumentLength').");
        }

        var decision = state.Rules.DecideUri(document.Uri);
        return decision.Policy == FilePolicy.Off ? new(NoCompletionKind.Excluded, $"This file is left alone: {decision.Reason}") : null;
    }

    // Other documents whose text may leave this machine, those worked on last first.
    private IEnumerable<DocumentSnapshot> DocumentsToSend()
    {
        var state = _state;
        return _open.Values.OrderByDescending(open => open.Edited).Select(open => open.Document)
            .Where(document => state.Rules.DecideUri(document.Uri).Policy == FilePolicy.Allowed
                && !state.Settings.LocalOnlyLanguages.Contains(document.LanguageId, StringComparer.OrdinalIgnoreCase)
                && document.Text.Length <= LongestContextDocument
                && _secrets.Find(document.Text) is null);
    }

    // Relative to its workspace folder: where that is on this machine concerns nobody.
    private string NameToSend(DocumentSnapshot document)
    {
        var path = DocumentUri.ToPath(document.Uri) ?? document.Uri;
        var folder = _state.WorkspaceFolders.FirstOrDefault(folder => path.StartsWith(folder, StringComparison.Ordinal));
        return folder is null ? Path.GetFileName(path) : Path.GetRelativePath(folder, path).Replace('\\', '/');
    }

    private CloudObstacle? CloudStanding() =>
        _cloud is { } cloud ? cloud.Obstacle : new(CascadeCode.KeptNoCloud, "No cloud is configured, or 'offline' is set.");

    private CompletionFlow CreateFlow(ICompletionSource workspace, ICompletionSource model, ICompletionSource cloud, CloudGate gate)
    {
        var finisher = new DraftFinisher(_cache, _shared.NextItemId);
        var escalation = new Escalation(cloud, gate, finisher, _rhythm, new OpenDocumentContext(DocumentsToSend, NameToSend), _timeProvider);
        return new(workspace, model, escalation, gate, finisher, _cache, _timeProvider);
    }

    private bool MayLearnFrom(DocumentSnapshot document)
    {
        var state = _state;
        return document.Text.Length <= state.Settings.MaxDocumentLength && state.Rules.DecideUri(document.Uri).Policy != FilePolicy.Off;
    }

    private EngineState Named(EngineState state) => state with { Maker = AnswerMaker.Of(state.Settings, state.ModelFolder, _cloud?.Settings) };

    // Under the lock.
    private void Swap(EngineState state)
    {
        state = Named(state);
        _state = state;
        _cache.Capacity = state.Settings.CachedAnswers;
        _predictor.Resize(state.Settings.WorkspaceMemoryMegabytes);
        if (_started)
        {
            LoadModel(state);
            _scanner.Scan(state.WorkspaceFolders, state.Rules, state.Settings.WorkspaceIndexFolder);
        }
    }

    private void LoadModel(EngineState state) =>
        _models.Load(state.Settings.UseModel ? state.ModelFolder : null, EngineRuntimeOptions.From(state.Settings));

    private readonly record struct OpenDocument(DocumentSnapshot Document, long Edited);
}
