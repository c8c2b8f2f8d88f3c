using LocalCascade.Http;
using LocalCascade.Proxy.Pipeline;
using LocalCascade.Proxy.Tokens;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Endpoints;

/// <summary>What is served where.</summary>
internal sealed class Routes(CompletionPipeline completions, ModelsEndpoint models, TokenService tokens, HealthEndpoint health, MetricsEndpoint metrics)
{
    public Task HandleAsync(HttpContext http)
    {
        var (method, path) = (http.Request.Method, http.Request.Path.Value);
        return (path, HttpMethods.IsPost(method), HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) switch
        {
            ("/v1/completions", true, _) => completions.HandleAsync(http),
            ("/v1/models", _, true) => models.HandleAsync(http),
            ("/v1/token", true, _) => tokens.HandleTokenAsync(http),
            ("/v1/sign-in", _, true) => tokens.HandleSignInAsync(http),
            ("/healthz", _, true) => health.HandleHealthAsync(http),
            ("/readyz", _, true) => health.HandleReadyAsync(http),
            ("/metrics", _, true) => metrics.HandleAsync(http),
            ("/v1/completions" or "/v1/models" or "/v1/token" or "/v1/sign-in" or "/healthz" or "/readyz" or "/metrics", _, _) =>
                Errors.WriteAsync(http, StatusCodes.Status405MethodNotAllowed, ErrorCodes.InvalidRequest, $"{method} is not what {path} answers to.", null, http.RequestAborted),
            _ => Errors.WriteAsync(http, StatusCodes.Status404NotFound, ErrorCodes.InvalidRequest, "Nothing is here. Completions are asked for by POST /v1/completions.", null, http.RequestAborted),
        };
    }
}
