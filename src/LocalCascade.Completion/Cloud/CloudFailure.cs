namespace LocalCascade.Completion.Cloud;

/// <summary>Why the cloud gave no answer.</summary>
public enum CloudFailure
{
    /// <summary>Nobody is signed in.</summary>
    NotSignedIn,

    /// <summary>The credential is not accepted (any more).</summary>
    CredentialRefused,

    /// <summary>The proxy cannot be reached, or broke off.</summary>
    Unreachable,

    /// <summary>Too many requests; there is a time before which none is sent.</summary>
    Limited,

    /// <summary>This version is too old for the proxy.</summary>
    UpgradeRequired,

    /// <summary>The proxy refused the request.</summary>
    Refused,

    /// <summary>The engines failed it.</summary>
    Failed,

    /// <summary>No answer came before the deadline.</summary>
    TooLate,
}
