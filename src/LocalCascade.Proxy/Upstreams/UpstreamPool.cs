using LocalCascade.Proxy.Configuration;

namespace LocalCascade.Proxy.Upstreams;

/// <summary>All upstreams of one configuration, by the name that clients ask for. Immutable; a new configuration makes a new pool that takes over what stays the same.</summary>
internal sealed class UpstreamPool
{
    private readonly Dictionary<string, Upstream[]> _byModel;

    private UpstreamPool(IReadOnlyList<Upstream> upstreams)
    {
        All = upstreams;
        _byModel = upstreams.GroupBy(upstream => upstream.ServedAs, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        Models = [.. upstreams.Select(upstream => upstream.ServedAs).Distinct(StringComparer.Ordinal)];
    }

    public IReadOnlyList<Upstream> All { get; }

    /// <summary>The names of the models, in the configuration's order: the first is the default.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>Makes the pool of a configuration; upstreams of <paramref name="before"/> whose configuration is the same go on with their connections.</summary>
    public static UpstreamPool Create(ProxyConfiguration configuration, ProxyConfiguration? oldConfiguration, UpstreamPool? before, Func<UpstreamConfiguration, Upstream> create)
    {
        var sameHealth = oldConfiguration?.Health == configuration.Health;
        return new([.. configuration.Upstreams.Select(wanted =>
            (sameHealth ? before?.All.FirstOrDefault(upstream => upstream.Configuration == wanted) : null) ?? create(wanted))]);
    }

    /// <summary>The model that a request names, the default one for none; null for a name that is not served.</summary>
    public string? FindModel(string? name) => string.IsNullOrEmpty(name) ? Models[0] : _byModel.ContainsKey(name) ? name : null;

    /// <summary>How many requests a model's upstreams take at one time, those that are out not counted.</summary>
    public int Capacity(string model)
    {
        var capacity = 0;
        foreach (var upstream in _byModel.GetValueOrDefault(model, []))
        {
            capacity += upstream.IsAvailable ? upstream.Configuration.MaxConcurrent : 0;
        }

        return capacity;
    }

    /// <summary>
    /// The upstream with the least outstanding work for its weight, among those that are in and not in <paramref name="tried"/>;
    /// null for none. Least-outstanding follows the engines' real queues, which round robin does not: completions differ by 100× in length.
    /// </summary>
    public Upstream? Choose(string model, List<Upstream> tried)
    {
        Upstream? best = null;
        var least = double.MaxValue;
        var upstreams = _byModel.GetValueOrDefault(model, []);
        var start = upstreams.Length > 1 ? Random.Shared.Next(upstreams.Length) : 0;
        for (var i = 0; i < upstreams.Length; i++)
        {
            // From a random one on, so that equals share.
            var upstream = upstreams[(start + i) % upstreams.Length];
            var load = (upstream.Outstanding + 1.0) / upstream.Configuration.Weight;
            if (upstream.IsAvailable && load < least && !tried.Contains(upstream))
            {
                (best, least) = (upstream, load);
            }
        }

        return best;
    }
}
