namespace LocalCascade.Completion;

/// <summary>Where an answer may come from.</summary>
public enum CompletionTier
{
    /// <summary>The cascade: this machine first, the cloud where it is unsure and may be asked.</summary>
    Auto,

    /// <summary>This machine only.</summary>
    Local,

    /// <summary>The cloud only: the code around the cursor is sent there.</summary>
    Cloud,
}
