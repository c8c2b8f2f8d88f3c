namespace LocalCascade.Wire;

/// <summary>Header names beyond HTTP's own.</summary>
public static class WireHeaders
{
    /// <summary>The client's id of the request, repeated in the answer and sent to the engine; 1 to 64 characters of <c>A-Z a-z 0-9 - _</c>. The proxy makes one where it is missing.</summary>
    public const string RequestId = "X-Request-Id";

    /// <summary>Product and version of the client, such as <c>localcascade/0.1.0</c>.</summary>
    public const string ClientVersion = "X-Client-Version";

    /// <summary>How long the client wants an answer, in milliseconds; the proxy gives up then at the latest.</summary>
    public const string DeadlineMilliseconds = "X-Deadline-Ms";
}
