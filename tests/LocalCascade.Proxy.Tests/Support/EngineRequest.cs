using System.Text;

namespace LocalCascade.Proxy.Tests.Support;

/// <summary>One request as the engine saw it.</summary>
internal sealed class EngineRequest(HttpContext http, string body)
{
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HttpContext Http { get; } = http;

    public string Body { get; } = body;

    public string Authorization { get; } = http.Request.Headers.Authorization.ToString();

    public string RequestId { get; } = http.Request.Headers["X-Request-Id"].ToString();

    /// <summary>Completes when the proxy resets the request.</summary>
    public Task Aborted => _aborted.Task;

    /// <summary>Completes when the engine's handler has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>When the reset was seen, by <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long AbortedAt { get; private set; }

    public CancellationToken Token => Http.RequestAborted;

    public void Watch() => Http.RequestAborted.Register(() =>
    {
        AbortedAt = System.Diagnostics.Stopwatch.GetTimestamp();
        _aborted.TrySetResult();
    });

    public void End() => _ended.TrySetResult();

    public Task WriteEventAsync(string text, CancellationToken cancellationToken) =>
        WriteRawAsync($"data: {{\"id\":\"c\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"text\":\"{text}\",\"index\":0,\"finish_reason\":null}}]}}\n\n", cancellationToken);

    public async Task WriteRawAsync(string text, CancellationToken cancellationToken)
    {
        if (!Http.Response.HasStarted)
        {
            Http.Response.ContentType = "text/event-stream";
        }

        await Http.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
    }
}
