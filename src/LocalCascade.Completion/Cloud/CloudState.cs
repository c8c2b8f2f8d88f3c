namespace LocalCascade.Completion.Cloud;

/// <summary>How the cloud tier stands.</summary>
public enum CloudState
{
    /// <summary>Nobody is signed in.</summary>
    SignedOut,

    /// <summary>The connection is being opened, or opened again.</summary>
    Connecting,

    /// <summary>The connection is open and the token good.</summary>
    Ready,

    /// <summary>The proxy cannot be reached; it is tried again by itself.</summary>
    Unreachable,

    /// <summary>The credential is not accepted (any more): somebody has to sign in again.</summary>
    Refused,

    /// <summary>This version is too old for the proxy.</summary>
    UpgradeRequired,

    /// <summary>The settings cannot be used.</summary>
    Misconfigured,
}
