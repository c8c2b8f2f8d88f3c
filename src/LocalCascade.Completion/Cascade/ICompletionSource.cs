namespace LocalCascade.Completion.Cascade;

/// <summary>
/// Where text comes from. The workspace predictor and the local model look alike to the cascade, and the cloud will: each
/// first says how sure it is, at the cost of its first tokens, and goes on only when it is chosen.
/// </summary>
internal interface ICompletionSource
{
    /// <summary>Finds out what this source would say at a place.</summary>
    /// <returns>The beginning with its confidence, to be disposed of by the caller; null when the source has nothing to say.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; at once, also inside a prefill.</exception>
    ValueTask<CompletionDraft?> BeginAsync(CompletionPlace place, CancellationToken cancellationToken);
}
