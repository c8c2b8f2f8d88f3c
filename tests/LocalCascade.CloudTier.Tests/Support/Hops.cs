using System.Net;
using LocalCascade.Proxy.Tests.Support;

namespace LocalCascade.CloudTier.Tests.Support;

/// <summary>client ─ front relay ─ proxy ─ back relay ─ engine, all with HTTP/2 in clear text.</summary>
internal sealed class Hops : IAsyncDisposable
{
    private Hops(Engine engine, Hop back, TestProxy proxy, Hop front)
    {
        (Engine, Back, Proxy, Front) = (engine, back, proxy, front);
        Client = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan, EnableMultipleHttp2Connections = false }) { BaseAddress = new(front.Relay.Url), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    public Engine Engine { get; }

    public Hop Back { get; }

    public TestProxy Proxy { get; }

    public Hop Front { get; }

    public HttpClient Client { get; }

    public static async Task<Hops> StartAsync(Func<EngineRequest, Task> answer, Func<Proxy.Configuration.ProxyConfiguration, Proxy.Configuration.ProxyConfiguration>? change = null)
    {
        var engine = await Engine.StartAsync();
        engine.Answer = answer;
        var back = new Hop(FrameRelay.To(engine.Url));
        var proxy = await TestProxy.StartAsync([TestProxy.Upstream(engine) with { Url = back.Relay.Url }], change);
        return new(engine, back, proxy, new(FrameRelay.To(proxy.Address.ToString())));
    }

    public HttpRequestMessage Request(string body = """{"prompt":"x","stream":true}""") => Proxy.Request(body);

    public double Metric(string name) => Proxy.MetricAsync(name).GetAwaiter().GetResult();

    public async Task AssertResetsAsync(int front, int back)
    {
        await Eventually.HoldsAsync(() => Front.Relay.Resets >= front && Back.Relay.Resets >= back, $"{front} and {back} resets");
        await Eventually.HoldsAsync(() => Proxy.Server.State.Pool.All.All(upstream => upstream.Outstanding == 0), "no upstream has a request");
        Assert.Equal(front, Front.Relay.Resets);
        Assert.Equal(back, Back.Relay.Resets);
        Assert.Single(Front.Relay.Connections);
        Assert.Single(Back.Relay.Connections);
        Assert.Equal(front, Front.Relay.Count(frame => frame is { FromClient: true, Type: FrameType.ResetStream }));
        Assert.Equal(0, Back.Relay.Count(frame => frame is { FromClient: false, Type: FrameType.GoAway }));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Front.Relay.DisposeAsync();
        await Proxy.DisposeAsync();
        await Back.Relay.DisposeAsync();
        await Engine.DisposeAsync();
    }
}
