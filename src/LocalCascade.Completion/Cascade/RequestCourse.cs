namespace LocalCascade.Completion.Cascade;

/// <summary>How far a request has come, for the record of one that is cancelled.</summary>
internal sealed class RequestCourse
{
    /// <summary>What answers it; null while nothing does.</summary>
    public CompletionWork? Work { get; private set; }

    /// <summary>Whether another request began that.</summary>
    public bool Joined { get; private set; }

    public void Began(CompletionWork work) => (Work, Joined) = (work, false);

    public void Join(CompletionWork work) => (Work, Joined) = (work, true);
}
