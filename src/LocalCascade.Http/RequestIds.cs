using LocalCascade.Wire;

namespace LocalCascade.Http;

/// <summary>The id under which client, proxy and engine know a request.</summary>
internal static class RequestIds
{
    private static readonly System.Buffers.SearchValues<char> Allowed = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The client's id, or a new one where it sent none or one that could forge a log line.</summary>
    public static string Of(HttpContext http) =>
        http.Request.Headers[WireHeaders.RequestId] is [{ Length: >= 1 and <= 64 } id] && !id.AsSpan().ContainsAnyExcept(Allowed) ? id : Guid.NewGuid().ToString("N");
}
