namespace LocalCascade.Completion.Cascade;

/// <summary>Counts what happens. Thread-safe.</summary>
internal sealed class EngineCounters
{
    private long _requests;
    private long _shown;
    private long _accepted;
    private long _partiallyAccepted;
    private long _rejected;
    private long _fromWorkspace;
    private long _fromModel;
    private long _fromCache;
    private long _fromCloud;
    private long _joined;
    private long _escalated;
    private long _cancelled;

    public void Answered(CompletionResult result)
    {
        Interlocked.Increment(ref _requests);
        if (result.Items is [var first, ..])
        {
            switch (first)
            {
                case { FromCache: true }:
                    Interlocked.Increment(ref _fromCache);
                    break;
                case { Origin: CompletionOrigin.Workspace }:
                    Interlocked.Increment(ref _fromWorkspace);
                    break;
                case { Origin: CompletionOrigin.LocalModel }:
                    Interlocked.Increment(ref _fromModel);
                    break;
                default:
                    Interlocked.Increment(ref _fromCloud);
                    break;
            }
        }

        if (result.Joined)
        {
            Interlocked.Increment(ref _joined);
        }

        if (result.Decision.CloudOutcome != CloudOutcome.NotAsked)
        {
            Interlocked.Increment(ref _escalated);
        }
    }

    public void Cancelled() => Interlocked.Increment(ref _cancelled);

    public void Shown() => Interlocked.Increment(ref _shown);

    public void Accepted() => Interlocked.Increment(ref _accepted);

    public void PartiallyAccepted() => Interlocked.Increment(ref _partiallyAccepted);

    public void Rejected() => Interlocked.Increment(ref _rejected);

    public EngineStatus Read(ModelStatus model, int openDocuments, int indexedFiles) => new(
        model,
        openDocuments,
        indexedFiles,
        Interlocked.Read(ref _requests),
        Interlocked.Read(ref _shown),
        Interlocked.Read(ref _accepted),
        Interlocked.Read(ref _partiallyAccepted),
        Interlocked.Read(ref _rejected),
        Interlocked.Read(ref _fromWorkspace),
        Interlocked.Read(ref _fromModel),
        Interlocked.Read(ref _fromCache),
        Interlocked.Read(ref _fromCloud),
        Interlocked.Read(ref _joined),
        Interlocked.Read(ref _escalated),
        Interlocked.Read(ref _cancelled));
}
