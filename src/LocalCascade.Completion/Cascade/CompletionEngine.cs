using System.Collections.Concurrent;
using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Rules;
using LocalCascade.Completion.Workspace;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Completion.Cascade;

/// <summary>
/// Answers completion requests from the local sources: the user's own code and the local model. Thread-safe; document
/// notifications come in protocol order. The way of one request is <see cref="CompletionFlow"/>.
/// </summary>
public sealed class CompletionEngine : IAsyncDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly ModelHost _models;
    private readonly WorkspacePredictor _predictor;
    private readonly WorkspaceScanner _scanner;
    private readonly CompletionFlow _flow;
    private readonly AnswerCache _cache;
    private readonly SharedTiers _shared;
    private readonly bool _ownsShared;
    private readonly EngineCounters _counters = new();
    private readonly ConcurrentDictionary<string, byte> _open = new(StringComparer.Ordinal);
    private volatile EngineState _state;
    private volatile CloudClient? _cloud;
    private bool _started;

    /// <summary>Makes an engine that knows nothing yet; <see cref="Start"/> begins the background work.</summary>
    /// <param name="settings">The effective settings.</param>
    /// <param name="modelFolder">The local model's folder (GenAI layout); null for none.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="logger">Where events and numbers go (never code); null for nowhere.</param>
    /// <param name="shared">What it shares with the process's other engines, to be disposed of by the caller; null for an engine on its own.</param>
    public CompletionEngine(EngineSettings settings, string? modelFolder, TimeProvider? timeProvider = null, ILogger? logger = null, SharedTiers? shared = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _shared = shared ?? new(timeProvider);
        _ownsShared = shared is null;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _state = new(settings, modelFolder, [], new FileRules(settings, [], _timeProvider));
        _models = new(_shared.Models, logger ?? NullLogger.Instance);
        _models.Changed += status => ModelChanged?.Invoke(status);
        _predictor = new(settings.WorkspaceMemoryMegabytes, _timeProvider);
        _scanner = new(_predictor);
        _cache = _shared.Answers;
        _cache.Capacity = settings.CachedAnswers;
        _flow = new(new WorkspaceSource(_predictor), new LocalModelSource(_models), new CloudSource(() => _cloud), _cache, _shared.NextItemId, _timeProvider);
    }

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
        _scanner.Scan(state.WorkspaceFolders, state.Rules);
    }

    /// <summary>Swaps the settings, and the model where its folder, provider or threads changed. Requests in flight finish on the old ones.</summary>
    public void Apply(EngineSettings settings, string? modelFolder)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var before = _state;
        if (before.Settings == settings && before.ModelFolder == modelFolder)
        {
            return;
        }

        Swap(before with { Settings = settings, ModelFolder = modelFolder, Rules = new(settings, before.WorkspaceFolders, _timeProvider) });
    }

    /// <summary>The folders that the user works in, as absolute paths; replaces the earlier list.</summary>
    public void SetWorkspaceFolders(IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var before = _state;
        Swap(before with { WorkspaceFolders = folders, Rules = new(before.Settings, folders, _timeProvider) });
    }

    /// <summary>The cloud tier that requests may ask for from now on; null for none. The caller owns it.</summary>
    public void UseCloud(CloudClient? cloud) => _cloud = cloud;

    /// <summary>Completes once the model is loaded, failed or off, and the first reading of the workspace is done.</summary>
    public async Task WhenReadyAsync(CancellationToken cancellationToken)
    {
        await _models.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        await _scanner.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A document was opened, or replaced as a whole.</summary>
    public void DocumentOpened(DocumentSnapshot document)
    {
        ArgumentNullException.ThrowIfNull(document);
        _open[document.Uri] = 0;
        _cache.Remove(document.Uri);
        if (MayLearnFrom(document))
        {
            _predictor.Open(document);
        }
    }

    /// <summary>A document was edited: <paramref name="changes"/>, applied in order, led from the last known snapshot to <paramref name="document"/>.</summary>
    public void DocumentChanged(DocumentSnapshot document, IReadOnlyList<TextChange> changes)
    {
        ArgumentNullException.ThrowIfNull(document);
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
        _cache.Remove(uri);
        _predictor.Close(uri);
        _models.ForgetDocument(uri);
    }

    /// <summary>Answers one request.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<CompletionResult> CompleteAsync(CompletionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var state = _state;
        var result = Refuse(request, state) is { } refused
            ? new CompletionResult { Reason = refused }
            : await _flow.AnswerAsync(request, state.Settings, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        _counters.Answered(result);
        return result;
    }

    /// <summary>The editor showed an item. Unknown ids are ignored, here and below.</summary>
    public void Shown(string itemId) => _counters.Shown();

    /// <summary>The user accepted an item whole.</summary>
    public void Accepted(string itemId) => _counters.Accepted();

    /// <summary>The user accepted the first <paramref name="acceptedLength"/> UTF-16 units of an item's <see cref="CompletionItem.InsertText"/>.</summary>
    public void PartiallyAccepted(string itemId, int acceptedLength) => _counters.PartiallyAccepted();

    /// <summary>The user dismissed an item; its text is not offered at that place again.</summary>
    public void Rejected(string itemId)
    {
        _cache.Reject(itemId);
        _counters.Rejected();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _scanner.DisposeAsync().ConfigureAwait(false);
        await _models.DisposeAsync().ConfigureAwait(false);
        if (_ownsShared)
        {
            await _shared.DisposeAsync().ConfigureAwait(false);
        }
    }

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
        if (decision.Policy == FilePolicy.Off)
        {
            return new(NoCompletionKind.Excluded, $"This file is left alone: {decision.Reason}");
        }

        return request.Tier == CompletionTier.Cloud ? RefuseToSend(request, decision) : null;
    }

    // What may be completed here, but not be sent away.
    private static NoCompletion? RefuseToSend(CompletionRequest request, FileDecision decision)
    {
        if (decision.Policy == FilePolicy.LocalOnly)
        {
            return new(NoCompletionKind.NoCloud, $"This file is completed on this machine only: {decision.Reason}");
        }

        return SecretScanner.Find(request.Document.Text.ToString()) is { } secret
            ? new(NoCompletionKind.NoCloud, $"The file holds what looks like {secret}, so nothing of it is sent.")
            : null;
    }

    private bool MayLearnFrom(DocumentSnapshot document)
    {
        var state = _state;
        return document.Text.Length <= state.Settings.MaxDocumentLength && state.Rules.DecideUri(document.Uri).Policy != FilePolicy.Off;
    }

    private void Swap(EngineState state)
    {
        _state = state;
        _cache.Capacity = state.Settings.CachedAnswers;
        if (_started)
        {
            LoadModel(state);
            _scanner.Scan(state.WorkspaceFolders, state.Rules);
        }
    }

    private void LoadModel(EngineState state) =>
        _models.Load(state.Settings.UseModel ? state.ModelFolder : null, EngineRuntimeOptions.From(state.Settings));
}
