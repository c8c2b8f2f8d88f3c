namespace LocalCascade.Daemon.Playground;

/// <summary>
/// Keeps other web pages out. A page from anywhere can make a browser send requests to this machine's loopback address; its own name can
/// even be made to lead here (DNS rebinding). So: the name asked for must be the loopback address, whoever connects must be our page, and
/// it must bring the key.
/// </summary>
internal sealed class AccessRules(int port, AccessKeys keys)
{
    /// <summary>The WebSocket's subprotocol. The key comes as a second one: pages cannot set headers, and addresses are written down in many places.</summary>
    public const string Protocol = "localcascade";

    private const string KeyPrefix = "key.";

    private readonly string[] _hosts = [$"127.0.0.1:{port}", $"localhost:{port}"];

    /// <summary>Why a request is not answered, in one sentence; null when it may be.</summary>
    public string? FindObstacle(RequestHead head, bool isWebSocket)
    {
        if (!_hosts.Contains(head["Host"], StringComparer.OrdinalIgnoreCase))
        {
            return $"The playground answers to http://{_hosts[0]} only, not to the name it was asked by.";
        }

        var own = $"http://{head["Host"]}";
        if (head["Origin"] is { Length: > 0 } origin && !origin.Equals(own, StringComparison.OrdinalIgnoreCase))
        {
            return "The playground answers to its own page only, and the request came from another one.";
        }

        // Browsers say whether another site's page asks, also where they send no origin (images, scripts, frames). A link that is followed to
        // us, in a terminal that is a web page, is fine: it opens our page, which the other one cannot look into.
        var isFollowedLink = !isWebSocket && head["Sec-Fetch-Mode"] == "navigate" && head["Sec-Fetch-Dest"] == "document";
        if (head["Sec-Fetch-Site"] is not ("" or "same-origin" or "none") && !isFollowedLink)
        {
            return "The playground answers to its own page only, and the request came from another site.";
        }

        if (!isWebSocket)
        {
            return null;
        }

        if (head["Origin"].Length == 0)
        {
            return "The playground's connection is for its own page: a request without an origin is not let in.";
        }

        var key = head["Sec-WebSocket-Protocol"].Split(',', StringSplitOptions.TrimEntries).FirstOrDefault(protocol => protocol.StartsWith(KeyPrefix, StringComparison.Ordinal));
        return key is not null && keys.Opens(key[KeyPrefix.Length..])
            ? null
            : "The key in the address is missing or of an earlier run. Open the address that `localcascade playground` printed last.";
    }
}
