namespace LocalCascade.Completion;

/// <summary>Why a completion was asked for.</summary>
public enum CompletionTrigger
{
    /// <summary>The user typed.</summary>
    Automatic,

    /// <summary>The user asked for it by a key or command.</summary>
    Invoked,
}
