namespace LocalCascade.Http;

/// <summary>A request ends with an error status before anything was streamed.</summary>
/// <param name="status">HTTP's status code.</param>
/// <param name="code">One of <see cref="Wire.ErrorCodes"/>.</param>
/// <param name="message">A sentence for the client's user; never text of a prompt or completion.</param>
/// <param name="retryAfter">When to ask again; null where that makes no difference.</param>
internal sealed class RequestRefusedException(int status, string code, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
