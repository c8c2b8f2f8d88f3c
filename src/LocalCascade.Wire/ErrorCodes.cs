namespace LocalCascade.Wire;

/// <summary>Values of <see cref="ErrorDetail.Code"/> that a client acts on.</summary>
public static class ErrorCodes
{
    /// <summary>No token, or one that cannot be read or was not signed by this proxy (401): sign in.</summary>
    public const string InvalidToken = "invalid_token";

    /// <summary>The token's time is over (401): exchange the credential for a new one and ask again.</summary>
    public const string TokenExpired = "token_expired";

    /// <summary>The token was made for something else (403).</summary>
    public const string WrongAudience = "wrong_audience";

    /// <summary>The credential is unknown (401).</summary>
    public const string InvalidCredential = "invalid_credential";

    /// <summary>The user was revoked (403).</summary>
    public const string Revoked = "revoked";

    /// <summary>Too many requests, or too many at one time (429, with <c>Retry-After</c> in seconds).</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The client is older than the proxy accepts (466).</summary>
    public const string UpgradeRequired = "upgrade_required";

    /// <summary>The body is not a completion request (400).</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>The body is larger than the proxy accepts, packed or unpacked (413).</summary>
    public const string TooLarge = "too_large";

    /// <summary>No such model (404).</summary>
    public const string UnknownModel = "model_not_found";

    /// <summary>The engine's queue is full, or no engine is there (503, with <c>Retry-After</c>).</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The engine failed or broke off (502; in a stream as its last event).</summary>
    public const string UpstreamFailed = "upstream_failed";

    /// <summary>The deadline passed (504; in a stream as its last event).</summary>
    public const string DeadlineExceeded = "deadline_exceeded";
}
