namespace LocalCascade.Serving.Replay;

/// <summary>How fast a replay answers.</summary>
/// <param name="FirstToken">From the request to the first token.</param>
/// <param name="TokensPerSecond">Tokens a second from then on.</param>
internal readonly record struct ReplayPace(TimeSpan FirstToken, double TokensPerSecond)
{
    /// <summary>When a token is due, counted from the request.</summary>
    public TimeSpan DueOf(int token) => FirstToken + TimeSpan.FromSeconds(token / TokensPerSecond);
}
