using System.Net;
using System.Text.Json;
using LocalCascade.Proxy.Tests.Support;
using LocalCascade.Tests;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalCascade.Proxy.Tests.Pipeline;

public sealed class CompletionPipelineTests
{
    [Theory]
    [InlineData(HttpProtocols.Http2, "2")]
    [InlineData(HttpProtocols.Http1, "1.1")]
    public async Task A_stream_passes_through_whole(HttpProtocols protocols, string http)
    {
        await using var engine = await Engine.StartAsync(protocols);
        await using var proxy = await TestProxy.StartAsync([TestProxy.Upstream(engine) with { Http = http, ApiKey = "engine-key" }]);
        using var response = await proxy.SendAsync();
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(3, text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.Equal("Bearer engine-key", engine.Requests.Single().Authorization);
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), engine.Requests.Single().RequestId);
    }

    [Fact]
    public async Task Http_1_1_and_http_2_share_the_clear_text_port()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(engine);
        using var old = proxy.CreateClient(HttpVersion.Version11);
        Assert.Equal("ok\n", await old.GetStringAsync("/healthz"));
        Assert.Equal("ok\n", await proxy.Client.GetStringAsync("/healthz"));
        Assert.Equal("ok\n", await proxy.Client.GetStringAsync("/readyz"));
    }

    [Fact]
    public async Task A_plain_answer_passes_through_whole()
    {
        await using var engine = await Engine.StartAsync();
        engine.Answer = request => request.Http.Response.WriteAsync("""{"choices":[{"text":"b"}]}""");
        await using var proxy = await TestProxy.StartAsync(engine);
        using var response = await proxy.SendAsync("""{"prompt":"x"}""");
        Assert.Equal("""{"choices":[{"text":"b"}]}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_reset_reaches_the_engine_and_both_connections_live_on()
    {
        await using var engine = await Engine.StartAsync();
        engine.Answer = Engine.HangAsync;
        await using var proxy = await TestProxy.StartAsync(engine);
        for (var i = 0; i < 20; i++)
        {
            using var cancel = new CancellationTokenSource();
            using var response = await proxy.SendAsync(cancellationToken: cancel.Token);
            var stream = await response.Content.ReadAsStreamAsync();
            var request = await engine.NextAsync();
            var reading = stream.CopyToAsync(Stream.Null, cancel.Token);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => reading);
            response.Dispose();
            await request.Aborted.WaitAsync(Patience.Limit);
        }

        Assert.Equal(1, engine.Connections);
        await Eventually(async () => Assert.Equal(20, await proxy.MetricAsync("localcascade_proxy_requests_total{model=\"m\",outcome=\"cancelled_mid_stream\"}")));
        Assert.Equal(0, proxy.Server.State.Pool.All[0].Outstanding);
    }

    [Fact]
    public async Task A_request_reset_while_it_waits_for_a_place_is_never_forwarded()
    {
        await using var engine = await Engine.StartAsync();
        engine.Answer = Engine.HangAsync;
        await using var proxy = await TestProxy.StartAsync([TestProxy.Upstream(engine) with { MaxConcurrent = 1 }], c => c with { Admission = c.Admission with { MaxWaitMilliseconds = 60_000 } });
        using var first = new CancellationTokenSource();
        using var response = await proxy.SendAsync(cancellationToken: first.Token);
        using var second = new CancellationTokenSource();
        var waiting = proxy.SendAsync(cancellationToken: second.Token);
        await Eventually(async () => Assert.Equal(1, await proxy.MetricAsync("localcascade_proxy_waiting")));
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Eventually(async () => Assert.Equal(1, await proxy.MetricAsync("localcascade_proxy_requests_total{model=\"m\",outcome=\"cancelled_before_forward\"}")));
        Assert.Single(engine.Requests);
    }

    [Fact]
    public async Task A_request_that_an_engine_fails_before_the_first_byte_goes_to_another()
    {
        await using var broken = await Engine.StartAsync();
        broken.Answer = request =>
        {
            request.Http.Abort();
            return Task.CompletedTask;
        };
        await using var good = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync([TestProxy.Upstream(broken, "broken"), TestProxy.Upstream(good, "good")]);
        for (var i = 0; i < 10; i++)
        {
            using var response = await proxy.SendAsync();
            Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(10, good.Requests.Count);
        Assert.NotEmpty(broken.Requests);
    }

    [Fact]
    public async Task A_stream_that_the_engine_breaks_off_ends_in_an_error_event()
    {
        await using var engine = await Engine.StartAsync();
        var received = new TaskCompletionSource();
        engine.Answer = async request =>
        {
            await request.WriteEventAsync("a", request.Token);
            await received.Task;
            await request.WriteRawAsync("data: {\"half", request.Token);
            request.Http.Abort();
        };
        await using var proxy = await TestProxy.StartAsync(engine);
        using var response = await proxy.SendAsync();
        received.SetResult();
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, events.Length);
        using var last = JsonDocument.Parse(events[1]["data: ".Length..]);
        Assert.Equal("upstream_failed", last.RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_deadline_ends_a_stalled_request_with_504_and_a_stalled_stream_with_an_error_event()
    {
        await using var engine = await Engine.StartAsync();
        engine.Answer = request => request.Aborted;
        await using var proxy = await TestProxy.StartAsync(engine, c => c with { Requests = c.Requests with { DeadlineMilliseconds = 300 } });
        using var response = await proxy.SendAsync();
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        engine.Answer = Engine.HangAsync;
        using var streamed = await proxy.SendAsync();
        Assert.Contains("deadline_exceeded", await streamed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (var request in engine.Requests)
        {
            await request.Aborted.WaitAsync(Patience.Limit);
        }
    }

    [Fact]
    public async Task A_request_waits_for_an_engine_that_restarts()
    {
        var port = Ports.Free();
        var engine = await Engine.StartAsync(port: port);
        await using var proxy = await TestProxy.StartAsync([TestProxy.Upstream(engine)], c => c with { Admission = c.Admission with { MaxWaitMilliseconds = 20_000 }, Health = c.Health with { ProbeMilliseconds = 50 } });
        await engine.DisposeAsync();
        var waiting = proxy.SendAsync();
        await Eventually(async () => Assert.Equal(0, await proxy.MetricAsync("localcascade_proxy_upstream_available{upstream=\"one\"}")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await proxy.Client.GetAsync("/readyz")).StatusCode);
        await using var again = await Engine.StartAsync(port: port);
        using var response = await waiting;
        Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"prompt":1}""", 400, "invalid_request")]
    [InlineData("""{"prompt":"x","prompt":"y"}""", 400, "invalid_request")]
    [InlineData("""{"prompt":"x"} {}""", 400, "invalid_request")]
    [InlineData("""{"suffix":"x"}""", 400, "invalid_request")]
    [InlineData("""{"prompt":"x","max_tokens":0}""", 400, "invalid_request")]
    [InlineData("""{"prompt":"x","context":[null]}""", 400, "invalid_request")]
    [InlineData("""{"prompt":"x","a":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}""", 400, "invalid_request")]
    [InlineData("""{"prompt":"x","model":"other"}""", 404, "model_not_found")]
    [InlineData("", 400, "invalid_request")]
    public async Task Bad_requests_get_a_clear_answer(string body, int status, string code)
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(engine);
        using var response = await proxy.SendAsync(body);
        Assert.Equal(status, (int)response.StatusCode);
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(code, error.RootElement.GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(engine.Requests);
    }

    [Fact]
    public async Task Clients_that_are_too_old_get_466()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(engine, c => c with { Requests = c.Requests with { MinimumClients = ["localcascade/2.1"] } });
        foreach (var (version, expected) in new[] { ("localcascade/2.0.9", 466), ("localcascade/2.1.0-beta", 200), ("other/1.0", 200), ("nonsense", 200) })
        {
            using var request = proxy.Request();
            request.Headers.TryAddWithoutValidation("X-Client-Version", version);
            using var response = await proxy.Client.SendAsync(request);
            Assert.Equal(expected, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task A_new_configuration_takes_effect_and_a_request_under_way_finishes_on_the_old_one()
    {
        await using var old = await Engine.StartAsync();
        var release = new TaskCompletionSource();
        old.Answer = async request =>
        {
            await request.WriteEventAsync("a", request.Token);
            await release.Task;
            await Engine.StreamAsync(request, ["b"]);
        };
        await using var fresh = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(old);
        using var underWay = await proxy.SendAsync();
        proxy.Server.Apply(proxy.Configuration with { Upstreams = [TestProxy.Upstream(fresh, "fresh")] });
        await proxy.Server.State.Pool.All[0].Settled;
        using var next = await proxy.SendAsync();
        Assert.EndsWith("data: [DONE]\n\n", await next.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(fresh.Requests);
        release.SetResult();
        Assert.EndsWith("data: [DONE]\n\n", await underWay.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_prompts_completions_tokens_or_keys_is_logged_or_counted()
    {
        const string marker = "MARKER_7391";
        await using var engine = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync([TestProxy.Upstream(engine) with { ApiKey = marker + "_KEY" }]);
        engine.Answer = request => Engine.StreamAsync(request, [marker]);
        var body = """{"prompt":"MARKER_7391","suffix":"MARKER_7391","stream":true,"draft":"MARKER_7391","context":[{"path":"MARKER_7391","text":"MARKER_7391"}]}""";
        (await proxy.SendAsync(body)).Dispose();
        engine.Answer = request =>
        {
            request.Http.Response.StatusCode = 400;
            return request.Http.Response.WriteAsync("""{"error":{"message":"bad MARKER_7391"}}""");
        };
        (await proxy.SendAsync(body)).Dispose();
        engine.Answer = request =>
        {
            request.Http.Abort();
            return Task.CompletedTask;
        };
        (await proxy.SendAsync(body)).Dispose();
        (await proxy.SendAsync(body[..^3])).Dispose();
        (await proxy.SendAsync(body, token: marker)).Dispose();
        Assert.DoesNotContain(marker, await proxy.MetricsAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(marker, proxy.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(proxy.Token, proxy.Log, StringComparison.Ordinal);
        Assert.NotEmpty(proxy.Log);
        foreach (var file in Directory.EnumerateFiles(proxy.Folder))
        {
            Assert.DoesNotContain(marker, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }
    }

    private static async Task Eventually(Func<Task> assertion)
    {
        var until = DateTime.UtcNow + Patience.Limit;
        while (true)
        {
            try
            {
                await assertion();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (DateTime.UtcNow < until)
            {
                await Task.Delay(10);
            }
        }
    }
}
