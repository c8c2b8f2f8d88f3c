using LocalCascade.Http;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Endpoints;

/// <summary><c>GET /metrics</c> in Prometheus' text format; only on the operators' addresses where there are any.</summary>
internal sealed class MetricsEndpoint(PrometheusCollector collector, IReadOnlyList<int> operatorPorts)
{
    public Task HandleAsync(HttpContext http)
    {
        if (operatorPorts.Count > 0 && !operatorPorts.Contains(http.Connection.LocalPort))
        {
            return Errors.WriteAsync(http, StatusCodes.Status404NotFound, ErrorCodes.InvalidRequest, "Nothing is here.", null, http.RequestAborted);
        }

        http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return http.Response.WriteAsync(collector.Write(), http.RequestAborted);
    }
}
