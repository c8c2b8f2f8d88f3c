using LocalCascade.Http;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Health;
using LocalCascade.Proxy.Pipeline;
using LocalCascade.Proxy.Upstreams;

namespace LocalCascade.Proxy;

/// <summary>Everything that follows from one configuration. A request works with the one that it began with; a new configuration swaps the whole.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Pool">Its upstreams.</param>
/// <param name="Requests">The reader of request bodies.</param>
/// <param name="Prompts">What each upstream gets.</param>
/// <param name="OldestClients">The oldest clients served.</param>
/// <param name="Vote">The instance's vote on itself.</param>
internal sealed record ProxyState(
    ProxyConfiguration Configuration,
    UpstreamPool Pool,
    RequestReader Requests,
    IReadOnlyDictionary<Upstream, PromptAssembly> Prompts,
    IReadOnlyList<ClientVersion> OldestClients,
    SelfVote Vote);
