using System.Net;
using LocalCascade.Proxy.Tests.Support;
using LocalCascade.Tests;
using Microsoft.AspNetCore.Hosting;

namespace LocalCascade.Proxy.Tests.Observability;

public sealed class TelemetryTests
{
    [Fact]
    public async Task The_same_numbers_go_to_an_otlp_collector()
    {
        var received = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var collector = builder.Build();
        collector.Run(async http =>
        {
            Assert.Equal("/v1/metrics", http.Request.Path);
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            received.TrySetResult(body.ToArray());
        });
        await collector.StartAsync();
        await using var engine = await Engine.StartAsync();
        var proxy = await TestProxy.StartAsync(engine, c => c with { Telemetry = c.Telemetry with { OtlpEndpoint = collector.Urls.Single() } });
        (await proxy.SendAsync()).Dispose();
        await proxy.DisposeAsync();

        // Names are plain text in protobuf; stopping sends what has not been sent.
        var text = System.Text.Encoding.Latin1.GetString(await received.Task.WaitAsync(Patience.Limit));
        Assert.Contains("localcascade_proxy_requests", text, StringComparison.Ordinal);
        Assert.Contains("acme", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_on_the_operators_address_only_where_there_is_one()
    {
        await using var engine = await Engine.StartAsync();
        var port = Ports.Free();
        await using var proxy = await TestProxy.StartAsync(engine, c => c with { Listen = c.Listen with { Operators = [$"http://127.0.0.1:{port}"] } });
        Assert.Equal(HttpStatusCode.NotFound, (await proxy.Client.GetAsync("/metrics")).StatusCode);
        using var operators = new HttpClient();
        Assert.Contains("localcascade_proxy_healthy 1", await operators.GetStringAsync($"http://127.0.0.1:{port}/metrics"), StringComparison.Ordinal);
    }
}
