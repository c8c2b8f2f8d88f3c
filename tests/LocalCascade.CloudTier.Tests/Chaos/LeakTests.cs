using LocalCascade.CloudTier.Tests.Support;
using LocalCascade.Proxy.Tests.Support;

namespace LocalCascade.CloudTier.Tests.Chaos;

/// <summary>LOCALCASCADE_LEAK_REQUESTS sets how many requests; the 100,000 took 16 s on two cores.</summary>
[Collection(nameof(Alone))]
public sealed class LeakTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly int Requests = int.TryParse(Environment.GetEnvironmentVariable("LOCALCASCADE_LEAK_REQUESTS"), out var set) ? set : 100_000;

    [Fact]
    public async Task Nothing_grows_with_the_number_of_requests_a_third_of_them_cancelled()
    {
        await using var engine = await Engine.StartAsync();
        engine.Answer = async request =>
        {
            while (engine.Requests.TryDequeue(out _))
            {
            }

            await (request.Body.Contains("hang", StringComparison.Ordinal) ? Engine.HangAsync(request) : Engine.StreamAsync(request, ["a"]));
        };
        await using var proxy = await TestProxy.StartAsync([TestProxy.Upstream(engine)], c => c with { Admission = c.Admission with { RequestsPerMinute = 10_000_000 } }, keepLog: false);
        await RunAsync(proxy, 3000);
        await SettleAsync(proxy);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await RunAsync(proxy, Requests);
        await SettleAsync(proxy);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        // A leak of one small object per request (100 bytes) would show; caches and pools still filling do not.
        Assert.True(grown < 2_000_000 + Requests * 20, $"{grown} bytes more after {Requests} requests.");
        output.WriteLine($"{grown} bytes more after {Requests} requests.");
        Assert.Equal(1, engine.Connections);
    }

    private static async Task SettleAsync(TestProxy proxy)
    {
        await Eventually.HoldsAsync(() => proxy.Server.State.Pool.All[0].Outstanding == 0, "the upstream has no request");
        await Eventually.HoldsAsync(() => proxy.MetricAsync("localcascade_proxy_at_work").GetAwaiter().GetResult() == 0, "nothing is at work");
    }

    private static Task RunAsync(TestProxy proxy, int count)
    {
        var next = 0;
        return Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var mine && mine <= count)
            {
                if (mine % 3 == 0)
                {
                    // Disposed of before its end: a reset.
                    using var hanging = await proxy.SendAsync("""{"prompt":"hang","stream":true}""");
                    continue;
                }

                using var response = await proxy.SendAsync();
                Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        })));
    }
}
