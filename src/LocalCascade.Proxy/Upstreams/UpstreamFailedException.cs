namespace LocalCascade.Proxy.Upstreams;

/// <summary>An upstream did not answer as it should, before anything reached the client.</summary>
/// <param name="message">What happened, without addresses or text.</param>
/// <param name="neverSent">Whether the request certainly did not reach the upstream.</param>
/// <param name="inner">The cause.</param>
internal sealed class UpstreamFailedException(string message, bool neverSent, Exception? inner = null) : Exception(message, inner)
{
    public bool NeverSent { get; } = neverSent;

    /// <summary>Whether the connection was lost with the request on it: a restart, rather than something about this request.</summary>
    public bool ConnectionLost { get; private init; }

    /// <summary>A failure of the transport. It took the connection along, unless the engine reset this one stream.</summary>
    /// <param name="message">What happened, without addresses or text.</param>
    /// <param name="error">What the HTTP client threw.</param>
    /// <param name="neverSent">Whether the request certainly did not reach the upstream.</param>
    public static UpstreamFailedException OfTransport(string message, Exception error, bool neverSent = false) =>
        new(message, neverSent, error) { ConnectionLost = !IsStreamReset(error) };

    /// <summary>When the upstream said that it could take more; null where it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the upstream works but is full: no reason to put it out.</summary>
    public bool Overloaded { get; init; }

    // Resets and GOAWAYs come as the same exception. NO_ERROR is a server's goodbye (RFC 9113 §6.8), with which no engine
    // resets a stream that it has not answered.
    private static bool IsStreamReset(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException protocol)
            {
                return protocol.ErrorCode != 0;
            }
        }

        return false;
    }
}
