using LocalCascade.Completion.Documents;
using Microsoft.Extensions.Logging;

namespace LocalCascade.Completion.Cascade;

#pragma warning disable CA1822, CS0067, IDE0060 // The sources are wired in next; until then nothing here has state.

/// <summary>Answers completion requests from the local sources. Thread-safe; document notifications come in protocol order.</summary>
public sealed class CompletionEngine : IAsyncDisposable
{
    /// <summary>Makes an engine that knows nothing yet; <see cref="Start"/> begins the background work.</summary>
    /// <param name="settings">The effective settings.</param>
    /// <param name="modelFolder">The local model's folder (GenAI layout); null for none.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="logger">Where events and numbers go (never code); null for nowhere.</param>
    public CompletionEngine(EngineSettings settings, string? modelFolder, TimeProvider? timeProvider = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
    }

    /// <summary>Raised on a pool thread when <see cref="ModelStatus"/> changes.</summary>
    public event Action<ModelStatus>? ModelChanged;

    /// <summary>Numbers for status lines and reports.</summary>
    public EngineStatus Status => new(new(ModelState.Off, "", "No model."), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Begins loading the model and reading the workspace, in the background.</summary>
    public void Start()
    {
    }

    /// <summary>Swaps the settings, and the model where its folder, provider or threads changed. In-flight requests finish on the old ones.</summary>
    public void Apply(EngineSettings settings, string? modelFolder) => ArgumentNullException.ThrowIfNull(settings);

    /// <summary>The folders that the user works in, as absolute paths; replaces the earlier list.</summary>
    public void SetWorkspaceFolders(IReadOnlyList<string> folders) => ArgumentNullException.ThrowIfNull(folders);

    /// <summary>Completes once the model is loaded, failed or off, and the first reading of the workspace is done.</summary>
    public Task WhenReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask.WaitAsync(cancellationToken);

    /// <summary>A document was opened, or replaced as a whole.</summary>
    public void DocumentOpened(DocumentSnapshot document) => ArgumentNullException.ThrowIfNull(document);

    /// <summary>A document was edited: <paramref name="changes"/>, applied in order, led from the last known snapshot to <paramref name="document"/>.</summary>
    public void DocumentChanged(DocumentSnapshot document, IReadOnlyList<TextChange> changes) => ArgumentNullException.ThrowIfNull(document);

    /// <summary>A document was saved; its file on disk is what the editor holds.</summary>
    public void DocumentSaved(string uri) => ArgumentNullException.ThrowIfNull(uri);

    /// <summary>A document was closed in the editor.</summary>
    public void DocumentClosed(string uri) => ArgumentNullException.ThrowIfNull(uri);

    /// <summary>Answers one request.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public ValueTask<CompletionResult> CompleteAsync(CompletionRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new CompletionResult { Reason = new(NoCompletionKind.NotReady, "No completion source is configured.") });
    }

    /// <summary>The editor showed an item. Unknown ids are ignored, here and below.</summary>
    public void Shown(string itemId) => ArgumentNullException.ThrowIfNull(itemId);

    /// <summary>The user accepted an item whole.</summary>
    public void Accepted(string itemId) => ArgumentNullException.ThrowIfNull(itemId);

    /// <summary>The user accepted the first <paramref name="acceptedLength"/> UTF-16 units of an item's <see cref="CompletionItem.InsertText"/>.</summary>
    public void PartiallyAccepted(string itemId, int acceptedLength) => ArgumentNullException.ThrowIfNull(itemId);

    /// <summary>The user dismissed an item; its text is not offered at that place again.</summary>
    public void Rejected(string itemId) => ArgumentNullException.ThrowIfNull(itemId);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
