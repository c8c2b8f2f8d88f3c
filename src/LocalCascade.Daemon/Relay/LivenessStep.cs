namespace LocalCascade.Daemon.Relay;

/// <summary>What a look at a server asks for.</summary>
internal enum LivenessStep
{
    None,

    /// <summary>Ask it for a sign of life.</summary>
    Ask,

    /// <summary>It hangs.</summary>
    GiveUp,
}
