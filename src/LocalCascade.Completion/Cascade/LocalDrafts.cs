namespace LocalCascade.Completion.Cascade;

/// <summary>What the local tier would say at a place, and its finishing, which goes on while the cloud is asked.</summary>
internal sealed class LocalDrafts(CompletionDraft? copied, CompletionDraft? generated)
{
    public CompletionDraft? Copied => copied;

    public CompletionDraft? Generated => generated;

    /// <summary>The surer first.</summary>
    public IReadOnlyList<CompletionDraft> ByConfidence { get; } = [.. new[] { copied, generated }.OfType<CompletionDraft>().OrderByDescending(draft => draft.Confidence)];

    /// <summary>The finishing, once begun.</summary>
    public Task<FinishedDrafts>? Finishing { get; set; }

    /// <summary>The best text there is so far, for the cloud to verify and to look for context by; empty for none.</summary>
    public string TextSoFar => Finishing is { IsCompletedSuccessfully: true, Result.Items: [var best, ..] } ? best.GhostText : ByConfidence is [var surer, ..] ? surer.Text.ToString() : "";

    /// <summary>What it cost.</summary>
    public CompletionTimings AddTo(CompletionTimings timings)
    {
        timings = copied?.AddTo(timings) ?? timings;
        return generated?.AddTo(timings) ?? timings;
    }

    /// <summary>Gives everything back, once nobody works on it.</summary>
    public async Task EndAsync()
    {
        if (Finishing is { } finishing)
        {
            await ((Task)finishing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        copied?.Dispose();
        generated?.Dispose();
    }
}
