namespace LocalCascade.Completion;

/// <summary>What came of asking the cloud.</summary>
public enum CloudOutcome
{
    /// <summary>It was not asked.</summary>
    NotAsked,

    /// <summary>Its text was answered.</summary>
    Won,

    /// <summary>Nothing usable came before the deadline; its stream was reset.</summary>
    Late,

    /// <summary>It failed, or could not be reached.</summary>
    Failed,

    /// <summary>Its text was not fit to be shown.</summary>
    Unusable,

    /// <summary>The user typed something else; its stream was reset.</summary>
    Cancelled,
}
