using LocalCascade.Completion.Documents;

#pragma warning disable CA1822 // The sources are wired in next; until then nothing here has state.

namespace LocalCascade.Completion.Cascade;

/// <summary>Answers completion requests from the local sources. Thread-safe; document notifications come in protocol order.</summary>
public sealed class CompletionEngine : IAsyncDisposable
{
    /// <summary>A document was opened, or replaced as a whole.</summary>
    public void DocumentOpened(DocumentSnapshot document) => ArgumentNullException.ThrowIfNull(document);

    /// <summary>A document was edited: <paramref name="changes"/>, applied in order, led from the last known snapshot to <paramref name="document"/>.</summary>
    public void DocumentChanged(DocumentSnapshot document, IReadOnlyList<TextChange> changes) => ArgumentNullException.ThrowIfNull(document);

    /// <summary>A document was closed in the editor.</summary>
    public void DocumentClosed(string uri) => ArgumentNullException.ThrowIfNull(uri);

    /// <summary>Answers one request.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled, or a newer request for the same document took its place.</exception>
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

    /// <summary>The user dismissed an item.</summary>
    public void Rejected(string itemId) => ArgumentNullException.ThrowIfNull(itemId);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
