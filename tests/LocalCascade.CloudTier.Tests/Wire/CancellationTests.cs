using System.Diagnostics;
using System.Text;
using LocalCascade.CloudTier.Tests.Support;
using LocalCascade.Proxy.Tests.Support;
using LocalCascade.Tests;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalCascade.CloudTier.Tests.Wire;

/// <summary>What a cancellation is on the wire: one RST_STREAM(CANCEL) in each hop that the request had reached, and nothing else.</summary>
public sealed class CancellationTests
{
    private const int Cancels = 100;

    [Fact]
    public async Task Mid_stream_each_cancel_is_one_reset_in_each_hop_and_no_new_connection()
    {
        await using var hops = await Hops.StartAsync(Engine.HangAsync);
        for (var i = 0; i < Cancels; i++)
        {
            using var cancel = new CancellationTokenSource();
            var response = await hops.Client.SendAsync(hops.Request(), HttpCompletionOption.ResponseHeadersRead, cancel.Token);
            var reading = (await response.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null, cancel.Token);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => reading);
            response.Dispose();
        }

        await hops.AssertResetsAsync(Cancels, Cancels);
    }

    [Fact]
    public async Task Before_the_headers_each_cancel_is_one_reset_in_each_hop_and_no_new_connection()
    {
        await using var hops = await Hops.StartAsync(request => request.Aborted);
        for (var i = 0; i < Cancels; i++)
        {
            using var cancel = new CancellationTokenSource();
            var sending = hops.Client.SendAsync(hops.Request(), HttpCompletionOption.ResponseHeadersRead, cancel.Token);
            await hops.Engine.NextAsync();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }

        await hops.AssertResetsAsync(Cancels, Cancels);
    }

    [Fact]
    public async Task During_the_upload_each_cancel_is_one_reset_and_nothing_is_forwarded()
    {
        await using var hops = await Hops.StartAsync(Engine.HangAsync);
        for (var i = 0; i < 20; i++)
        {
            using var cancel = new CancellationTokenSource();
            var begun = new TaskCompletionSource();
            var request = hops.Request();
            request.Content = new HalfContent(begun);
            request.Content.Headers.ContentType = new("application/json");
            var sending = hops.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel.Token);
            await begun.Task;
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }

        await hops.AssertResetsAsync(20, 0);
        Assert.Empty(hops.Engine.Requests);
        await Eventually.HoldsAsync(() => hops.Metric("localcascade_proxy_at_work") == 0, "nothing is at work");
    }

    [Fact]
    public async Task Within_a_millisecond_every_stream_that_was_opened_is_reset_and_a_request_cancelled_before_it_was_forwarded_never_is()
    {
        await using var hops = await Hops.StartAsync(Engine.HangAsync);

        // Connected and warm: a cold client would be cancelled before it had a connection.
        (await hops.Client.GetAsync("/healthz")).Dispose();
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            using var cancel = new CancellationTokenSource();
            var sending = hops.Client.SendAsync(hops.Request(), HttpCompletionOption.ResponseHeadersRead, cancel.Token);
            for (var spin = random.Next(20_000); spin > 0; spin--)
            {
                _ = cancel.IsCancellationRequested;
            }

            await cancel.CancelAsync();
            try
            {
                (await sending).Dispose();
            }
            catch (OperationCanceledException)
            {
                // In time.
            }
        }

        await Eventually.HoldsAsync(() => hops.Front.Opened() == hops.Front.Ended() && hops.Back.Opened() == hops.Back.Ended(), "every stream that was opened has ended");
        Assert.True(hops.Engine.Requests.Count <= hops.Front.Opened(), $"{hops.Engine.Requests.Count} requests at the engine, {hops.Front.Opened()} streams to the proxy");
        Assert.Single(hops.Front.Relay.Connections);
        Assert.Single(hops.Back.Relay.Connections);
        Assert.All(hops.Back.Relay.Frames.Where(frame => frame.Type == FrameType.ResetStream), frame => Assert.Equal(8u, frame.ErrorCode));
        await Eventually.HoldsAsync(() => hops.Metric("localcascade_proxy_at_work") == 0, "nothing is at work");
        var forwarded = hops.Engine.Requests.Count;
        var before = hops.Metric("localcascade_proxy_requests_total{model=\"m\",outcome=\"cancelled_before_forward\"}") + hops.Metric("localcascade_proxy_requests_total{model=\"\",outcome=\"cancelled_before_forward\"}");
        Assert.True(forwarded + before <= 500, $"{forwarded} forwarded, {before} cancelled before");
    }

    [Fact]
    public async Task Over_http_1_1_a_cancel_closes_that_connection_at_once()
    {
        await using var engine = await Engine.StartAsync(HttpProtocols.Http1);
        engine.Answer = Engine.HangAsync;
        await using var proxy = await TestProxy.StartAsync([TestProxy.Upstream(engine) with { Http = "1.1" }]);
        using var bystander = await proxy.SendAsync();
        await engine.NextAsync();
        var least = TimeSpan.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var response = await proxy.SendAsync();
            var request = await engine.NextAsync();
            var started = Stopwatch.GetTimestamp();
            response.Dispose();
            await request.Aborted.WaitAsync(Patience.Limit);
            var took = Stopwatch.GetElapsedTime(started);
            least = took < least ? took : least;
        }

        // Reading on to the answer's end, as the handler does unless told otherwise, takes two seconds each time. A busy machine
        // holds up some.
        Assert.InRange(least, TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
        Assert.False(engine.Requests.First().Aborted.IsCompleted);
    }

    [Fact]
    public async Task Honest_typists_never_meet_the_rapid_reset_defence()
    {
        await using var hops = await Hops.StartAsync(Engine.HangAsync);

        // Twenty people behind one balancer's connection, each 20 cancels as fast as they go.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            for (var i = 0; i < 20; i++)
            {
                using var cancel = new CancellationTokenSource();
                using var response = await hops.Client.SendAsync(hops.Request(), HttpCompletionOption.ResponseHeadersRead, cancel.Token);
            }
        }));
        await hops.AssertResetsAsync(400, 400);
        Assert.Equal(0, hops.Front.Relay.Count(frame => frame is { FromClient: false, Type: FrameType.ResetStream or FrameType.GoAway, ErrorCode: not 0 }));
    }

    // Half a body, and then nothing.
    private sealed class HalfContent(TaskCompletionSource begun) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes("{\"prompt\":\"" + new string('x', 100_000)), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
