using LocalCascade.Http;
using LocalCascade.Wire;

namespace LocalCascade.Proxy.Pipeline;

/// <summary>Turns clients away that are older than what is served.</summary>
internal static class MinimumClient
{
    // Not a registered status: what GitHub's proxy answers old clients with, so that nothing in between acts on it.
    private const int UpgradeRequired = 466;

    /// <exception cref="RequestRefusedException">The client is too old (466).</exception>
    public static void Check(HttpRequest request, ProxyState current)
    {
        if (current.OldestClients.Count == 0 || !ClientVersion.TryParse(request.Headers[WireHeaders.ClientVersion].ToString(), out var client))
        {
            return;
        }

        foreach (var oldest in current.OldestClients)
        {
            if (client.IsOlderThan(oldest))
            {
                throw new RequestRefusedException(UpgradeRequired, ErrorCodes.UpgradeRequired, current.Configuration.Requests.UpgradeMessage);
            }
        }
    }
}
