using LocalCascade.Http;
using LocalCascade.Proxy.Observability;
using LocalCascade.Proxy.Tokens;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Pipeline;

/// <summary>Finds the request's token and has it verified.</summary>
internal static class Authentication
{
    private const string Scheme = "Bearer ";

    /// <exception cref="RequestRefusedException">There is none, or it is refused (401 or 403).</exception>
    public static Caller Authenticate(HttpRequest request, Func<string, TokenVerdict> verify, ProxyMetrics metrics)
    {
        // Two headers would be one too many to say which of them was verified.
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            metrics.Verified("missing");
            throw new RequestRefusedException(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidToken, "The request has no token: send 'Authorization: Bearer TOKEN' with one from POST /v1/token.");
        }

        var verdict = verify(header[Scheme.Length..]);
        metrics.Verified(verdict.IsAccepted ? "accepted" : verdict.Code);
        return verdict.Caller ?? throw new RequestRefusedException(verdict.Status, verdict.Code, verdict.Message);
    }
}
