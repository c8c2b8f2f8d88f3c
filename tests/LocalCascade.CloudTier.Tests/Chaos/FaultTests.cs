using System.Text.Json;
using LocalCascade.CloudTier.Tests.Support;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Tests.Support;
using LocalCascade.Tests;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalCascade.CloudTier.Tests.Chaos;

/// <summary>Whatever the engine or the network does: every request ends in a result or a clear error, and nothing of it stays behind.</summary>
public sealed class FaultTests
{
    private const int Requests = 24;

    // Long enough for what a test does before it on a busy machine.
    private const int DeadlineMilliseconds = 3000;

    private static readonly Dictionary<string, Func<EngineRequest, Task>> Faults = new()
    {
        ["stalls before its headers"] = request => request.Aborted,
        ["stalls in the stream"] = Engine.HangAsync,
        ["resets before its headers"] = Abort,
        ["resets in the stream"] = async request =>
        {
            await request.WriteEventAsync("a", request.Token);
            request.Http.Abort();
        },
        ["ends without [DONE]"] = request => request.WriteEventAsync("a", request.Token),
        ["sends nothing"] = _ => Task.CompletedTask,
        ["sends no events"] = request => request.WriteRawAsync("<html>oops</html>\0\n\n\n", request.Token),
        ["sends half an event"] = request => request.WriteRawAsync("data: {\"choices\":[{\"te", request.Token),
        ["sends an event without end"] = async request =>
        {
            while (!request.Token.IsCancellationRequested)
            {
                await request.WriteRawAsync(new string('x', 60_000), request.Token);

                // Writes to a connection that is gone complete at once: without a pause this would keep every thread busy.
                await Task.Delay(1);
            }
        },
        ["promises more than it sends"] = async request =>
        {
            request.Http.Response.ContentLength = 10_000;
            await request.WriteEventAsync("a", request.Token);
        },
        ["promises less than it sends"] = async request =>
        {
            request.Http.Response.ContentLength = 100;
            await request.WriteRawAsync("data: " + new string('x', 94), request.Token);
        },
        ["answers 500"] = request => Status(request, 500),
        ["answers 503"] = request => Status(request, 503),
        ["answers 429"] = request => Status(request, 429),
        ["answers 404"] = request => Status(request, 404),
    };

    public static TheoryData<string, HttpProtocols> All()
    {
        var data = new TheoryData<string, HttpProtocols>();
        foreach (var fault in Faults.Keys)
        {
            data.Add(fault, HttpProtocols.Http2);
            data.Add(fault, HttpProtocols.Http1);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Whatever_the_engine_does_every_request_ends_in_a_result_or_a_clear_error(string fault, HttpProtocols protocols)
    {
        await using var engine = await Engine.StartAsync(protocols);
        engine.Answer = Faults[fault];
        await using var proxy = await TestProxy.StartAsync([TestProxy.Upstream(engine) with { Http = protocols == HttpProtocols.Http2 ? "2" : "1.1" }], Impatient);
        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => EndAsync(() => proxy.SendAsync())));
        Assert.All(answers, AssertClear);
        await AssertNothingStaysAsync(proxy);

        // And the engine is used again once it is well, by who has more patience than it takes to end the faults soon.
        engine.Answer = request => Engine.StreamAsync(request, ["a"]);
        proxy.Server.Apply(proxy.Configuration with { Requests = new() });
        await Eventually.HoldsAsync(() => proxy.Server.State.Pool.All[0].IsAvailable, "the engine is in again");
        Assert.EndsWith("data: [DONE]\n\n", await EndAsync(() => proxy.SendAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_network_only_delays()
    {
        await using var hops = await Hops.StartAsync(request => Engine.StreamAsync(request, ["a", "b"]));
        (hops.Front.Relay.Delay, hops.Back.Relay.Delay) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => EndAsync(() => Send(hops))));
        Assert.All(answers, answer => Assert.EndsWith("data: [DONE]\n\n", answer, StringComparison.Ordinal));
        Assert.Single(hops.Front.Relay.Connections);
        Assert.Single(hops.Back.Relay.Connections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_engine_that_is_lost_under_way_ends_every_stream_in_an_error(bool halfOpen)
    {
        await using var hops = await Hops.StartAsync(Engine.HangAsync, Impatient);
        var answers = Enumerable.Range(0, Requests).Select(_ => EndAsync(() => Send(hops))).ToList();
        await Eventually.HoldsAsync(() => hops.Engine.Requests.Count == Requests, "all have arrived");
        foreach (var connection in hops.Back.Relay.Connections)
        {
            (halfOpen ? (Action)connection.Silence : connection.Break)();
        }

        Assert.All(await Task.WhenAll(answers), AssertClear);
        await AssertNothingStaysAsync(hops.Proxy);
    }

    [Fact]
    public async Task A_client_that_is_lost_under_way_leaves_nothing_behind_at_proxy_and_engine()
    {
        await using var hops = await Hops.StartAsync(Engine.HangAsync);
        var answers = Enumerable.Range(0, Requests).Select(_ => EndAsync(() => Send(hops))).ToList();
        await Eventually.HoldsAsync(() => hops.Engine.Requests.Count == Requests, "all have arrived");
        hops.Front.Relay.Connections.Single().Break();
        await Task.WhenAll(answers);
        await Task.WhenAll(hops.Engine.Requests.Select(request => request.Aborted)).WaitAsync(Patience.Limit);
        await AssertNothingStaysAsync(hops.Proxy);
        Assert.Single(hops.Back.Relay.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_does_not_read_is_reset_at_its_deadline_and_the_engine_with_it(bool stream)
    {
        await using var engine = await Engine.StartAsync();
        engine.Answer = async request =>
        {
            if (!stream)
            {
                await request.Http.Response.WriteAsync(new string('x', 3_000_000), request.Token);
                return;
            }

            while (true)
            {
                await request.WriteEventAsync(new string('x', 10_000), request.Token);
            }
        };
        await using var proxy = await TestProxy.StartAsync(engine, Impatient);
        using var response = await proxy.SendAsync(stream ? """{"prompt":"x","stream":true}""" : """{"prompt":"x"}""");
        await engine.Requests.Single().Ended.WaitAsync(Patience.Limit);
        await AssertNothingStaysAsync(proxy);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_engine_that_restarts_under_load_loses_no_request_and_finishes_the_streams_it_has_begun()
    {
        var port = Ports.Free();
        var engine = await Engine.StartAsync(port: port);
        await using var proxy = await TestProxy.StartAsync([TestProxy.Upstream(engine)], c => c with
        {
            Admission = c.Admission with { MaxWaitMilliseconds = 20_000, RequestsPerMinute = 1_000_000 },
            Health = c.Health with { ProbeMilliseconds = 50 },
        });
        var stop = false;
        var served = 0;
        var workers = Enumerable.Range(0, 8).Select(async worker =>
        {
            var body = worker % 2 == 0 ? """{"prompt":"x","stream":true}""" : """{"prompt":"x"}""";
            while (!Volatile.Read(ref stop))
            {
                var end = await EndAsync(() => proxy.SendAsync(body));
                Assert.True(end.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal), end);
                Interlocked.Increment(ref served);
            }
        }).ToList();
        for (var round = 0; round < 3; round++)
        {
            var from = Volatile.Read(ref served);
            await Eventually.HoldsAsync(() => Volatile.Read(ref served) > from + 50 || workers.Any(worker => worker.IsFaulted), "requests are served");
            await engine.StopAsync();
            await engine.DisposeAsync();
            engine = await Engine.StartAsync(port: port);
        }

        var last = Volatile.Read(ref served);
        await Eventually.HoldsAsync(() => Volatile.Read(ref served) > last + 50 || workers.Any(worker => worker.IsFaulted), "requests are served");
        Volatile.Write(ref stop, true);
        await Task.WhenAll(workers);
        await AssertNothingStaysAsync(proxy);
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task A_flood_of_resets_ends_its_own_connection_and_others_go_on()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(engine, c => c with { Admission = c.Admission with { RequestsPerMinute = 10_000_000 } });
        using var flood = await RawClient.ConnectAsync(proxy.Address);
        var ended = flood.EndAsync();
        var stream = 1;
        for (var burst = 0; burst < 200 && !ended.IsCompleted; burst++)
        {
            var bytes = new List<byte>();
            for (var i = 0; i < 500; i++, stream += 2)
            {
                RawClient.AddRequest(bytes, stream, proxy.Token);
                RawClient.AddFrame(bytes, FrameType.ResetStream, 0, stream, [0, 0, 0, 8]);
            }

            try
            {
                await flood.SendAsync(bytes);
            }
            catch (System.Net.Sockets.SocketException)
            {
                break;
            }

            Assert.EndsWith("data: [DONE]\n\n", await EndAsync(() => proxy.SendAsync()), StringComparison.Ordinal);
        }

        await ended.WaitAsync(Patience.Limit);
        Assert.EndsWith("data: [DONE]\n\n", await EndAsync(() => proxy.SendAsync()), StringComparison.Ordinal);
        await AssertNothingStaysAsync(proxy);
    }

    private static ProxyConfiguration Impatient(ProxyConfiguration c) => c with
    {
        Requests = c.Requests with { DeadlineMilliseconds = DeadlineMilliseconds },
        Health = c.Health with { ProbeMilliseconds = 50 },
    };

    private static Task<HttpResponseMessage> Send(Hops hops) => hops.Client.SendAsync(hops.Request(), HttpCompletionOption.ResponseHeadersRead);

    // What the client has in the end, long before a hung request would have given up by itself.
    private static async Task<string> EndAsync(Func<Task<HttpResponseMessage>> send)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        try
        {
            using var response = await send().WaitAsync(limit.Token);
            return await response.Content.ReadAsStringAsync(limit.Token);
        }
        catch (HttpRequestException error)
        {
            return $"the connection: {error.Message}";
        }
    }

    private static void AssertClear(string answer)
    {
        if (answer.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal))
        {
            return;
        }

        var last = answer.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
        using var json = JsonDocument.Parse(last.StartsWith("data: ", StringComparison.Ordinal) ? last[6..] : last);
        Assert.NotEqual("", json.RootElement.GetProperty("error").GetProperty("message").GetString());
    }

    private static async Task AssertNothingStaysAsync(TestProxy proxy)
    {
        await Eventually.HoldsAsync(() => proxy.Server.State.Pool.All.All(upstream => upstream.Outstanding == 0), "no upstream has a request");
        await Eventually.HoldsAsync(() => proxy.MetricAsync("localcascade_proxy_at_work").GetAwaiter().GetResult() == 0, "nothing is at work");
    }

    private static Task Abort(EngineRequest request)
    {
        request.Http.Abort();
        return Task.CompletedTask;
    }

    private static Task Status(EngineRequest request, int status)
    {
        request.Http.Response.StatusCode = status;
        return request.Http.Response.WriteAsync("""{"error":{"message":"no"}}""");
    }
}
