using LocalCascade.Http;
using System.Text.Json;
using LocalCascade.Proxy.Observability;
using LocalCascade.Proxy.Pipeline;
using LocalCascade.Proxy.Tokens;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Endpoints;

/// <summary><c>GET /v1/models</c>: what is served, the default first. Needs a token, as completions do.</summary>
internal sealed class ModelsEndpoint(Func<ProxyState> state, Func<string, TokenVerdict> verify, ProxyMetrics metrics)
{
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            Authentication.Authenticate(http.Request, verify, metrics);
        }
        catch (RequestRefusedException refused)
        {
            await Errors.WriteAsync(http, refused.Status, refused.Code, refused.Message, refused.RetryAfter, http.RequestAborted).ConfigureAwait(false);
            return;
        }

        var list = new ModelList { Data = [.. state().Pool.Models.Select(model => new ModelEntry { Id = model })] };
        http.Response.ContentType = "application/json";
        await http.Response.BodyWriter.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(list, WireJson.Relaxed.ModelList), http.RequestAborted).ConfigureAwait(false);
    }
}
