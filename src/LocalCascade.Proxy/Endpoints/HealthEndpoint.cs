using Microsoft.Extensions.Hosting;

namespace LocalCascade.Proxy.Endpoints;

/// <summary>What balancers ask: <c>/healthz</c>, the instance's vote on itself, and <c>/readyz</c>, whether it can answer at all.</summary>
internal sealed class HealthEndpoint(Func<ProxyState> state, IHostApplicationLifetime lifetime)
{
    public Task HandleHealthAsync(HttpContext http)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "stopping");
        }

        var (healthy, reason) = state().Vote.Vote();
        return healthy ? WriteAsync(http, StatusCodes.Status200OK, "ok") : WriteAsync(http, StatusCodes.Status500InternalServerError, reason);
    }

    public Task HandleReadyAsync(HttpContext http)
    {
        var missing = state().Pool.Models.Where(model => state().Pool.Capacity(model) == 0).ToList();
        return lifetime.ApplicationStopping.IsCancellationRequested ? WriteAsync(http, StatusCodes.Status503ServiceUnavailable, "stopping")
            : missing.Count > 0 ? WriteAsync(http, StatusCodes.Status503ServiceUnavailable, $"no engine can be reached for: {string.Join(", ", missing)}")
            : WriteAsync(http, StatusCodes.Status200OK, "ok");
    }

    private static Task WriteAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(text + "\n", http.RequestAborted);
    }
}
