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

    public void Answered(CompletionResult result)
    {
        Interlocked.Increment(ref _requests);
        if (result.Items is [var first, ..])
        {
            Interlocked.Increment(ref first.FromCache ? ref _fromCache : ref first.Origin == CompletionOrigin.Workspace ? ref _fromWorkspace : ref _fromModel);
        }
    }

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
        Interlocked.Read(ref _fromCache));
}
