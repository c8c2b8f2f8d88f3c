namespace LocalCascade.Completion;

/// <summary>Who computes the next suggestion while one is shown.</summary>
public enum PrefetchMode
{
    /// <summary>Nobody.</summary>
    Off,

    /// <summary>The local tier.</summary>
    Local,

    /// <summary>The cascade, so the cloud too where the local tier is unsure: more requests for less waiting.</summary>
    Cloud,
}
