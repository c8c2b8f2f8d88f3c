namespace LocalCascade.Proxy.Upstreams;

/// <summary>An upstream did not answer as it should, before anything reached the client.</summary>
/// <param name="message">What happened, without addresses or text.</param>
/// <param name="neverSent">Whether the request certainly did not reach the upstream.</param>
/// <param name="inner">The cause.</param>
internal sealed class UpstreamFailedException(string message, bool neverSent, Exception? inner = null) : Exception(message, inner)
{
    public bool NeverSent { get; } = neverSent;

    /// <summary>Whether the connection was lost with the request on it: a restart, rather than something about this request.</summary>
    public bool ConnectionLost { get; init; }

    /// <summary>When the upstream said that it could take more; null where it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the upstream works but is full: no reason to put it out.</summary>
    public bool Overloaded { get; init; }
}
