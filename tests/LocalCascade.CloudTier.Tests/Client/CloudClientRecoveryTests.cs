using System.Collections.Concurrent;
using LocalCascade.CloudTier.Tests.Support;
using LocalCascade.Completion.Cloud;
using LocalCascade.Tests;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.CloudTier.Tests.Client;

/// <summary>What the client does by itself when a server refuses, and what it makes of a server that answers oddly.</summary>
public sealed class CloudClientRecoveryTests : IAsyncLifetime
{
    private const string Ready = """{"token":"t","expires_in":600,"refresh_in":500,"organisation":"acme","user":"ann"}""";

    private readonly ManualTimeProvider _clock = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly WebApplication _server;
    private volatile Func<string, int> _status = _ => 200;
    private volatile string _event = "{}";
    private volatile string? _credential = "first";

    public CloudClientRecoveryTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    private int AskedForModels => _asked.Count(path => path == "/v1/models");

    private int AskedForTokens => _asked.Count(path => path == "/v1/token");

    public Task InitializeAsync() => _server.StartAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task A_version_that_is_refused_when_it_connects_does_not_ask_again_at_once()
    {
        _status = _ => 466;
        await using var client = await ConnectAsync();
        await OthersAreServedAsync();
        Assert.Equal(CloudState.UpgradeRequired, client.Status.State);
        Assert.Equal(1, AskedForTokens);
    }

    [Fact]
    public async Task A_version_that_was_refused_is_not_called_ready_by_the_next_warm_up()
    {
        _status = path => path == "/v1/completions" ? 466 : 200;
        await using var client = await ConnectAsync();
        await Assert.ThrowsAsync<CloudException>(() => CompleteAsync(client));
        await WarmUpAsync();
        Assert.Equal(CloudState.UpgradeRequired, client.Status.State);
        await Eventually.HoldsAsync(() => Step() && client.Status.State == CloudState.Ready, "it is tried again some time");
    }

    [Fact]
    public async Task A_version_that_was_refused_stays_so_when_the_cloud_was_away_meanwhile()
    {
        _status = path => path == "/v1/completions" ? 466 : 200;
        await using var client = await ConnectAsync();
        await Assert.ThrowsAsync<CloudException>(() => CompleteAsync(client));
        _status = path => path == "/v1/models" ? 500 : 200;
        await Eventually.HoldsAsync(() => Step() && client.Status.State == CloudState.Unreachable, "the cloud is away");
        _status = _ => 200;
        await Eventually.HoldsAsync(() => Step() && client.Status.State != CloudState.Unreachable, "the cloud is back");
        Assert.Equal(CloudState.UpgradeRequired, client.Status.State);
    }

    [Fact]
    public async Task A_pause_that_was_asked_for_holds_for_the_client_itself_too()
    {
        _status = path => path == "/v1/models" ? 429 : 200;
        await using var client = await ConnectAsync();
        _clock.Advance(TimeSpan.FromSeconds(29));
        await OthersAreServedAsync();
        Assert.Equal(1, AskedForModels);
        await Eventually.HoldsAsync(() => Step() && AskedForModels > 1, "it goes on after the pause");
    }

    [Fact]
    public async Task Who_signs_in_elsewhere_is_noticed_and_a_refused_credential_is_sent_once()
    {
        _status = path => path == "/v1/token" ? 401 : 200;
        await using var client = await ConnectAsync();
        Assert.Equal(CloudState.Refused, client.Status.State);
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(31));
            await OthersAreServedAsync();
        }

        Assert.Equal(1, AskedForTokens);
        (_status, _credential) = (_ => 200, "second");
        await Eventually.HoldsAsync(() => Step() && client.Status.State == CloudState.Ready, "the new credential is tried");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":[null]}""")]
    [InlineData("""{"choices":[{"text":null}]}""")]
    public async Task An_event_that_holds_null_is_no_text_and_no_crash(string json)
    {
        _event = json;
        await using var client = await ConnectAsync();
        using var answer = await CompleteAsync(client);
        var text = "";
        while (await answer.ReadAsync(CancellationToken.None) is { } piece)
        {
            text += piece.Text.Trim();
        }

        Assert.Equal("", text);
    }

    [Fact]
    public async Task A_client_that_is_gone_says_so_in_a_sentence()
    {
        var client = await ConnectAsync();
        await client.DisposeAsync();
        Assert.Equal(CloudFailure.Unreachable, (await Assert.ThrowsAsync<CloudException>(() => CompleteAsync(client))).Failure);
    }

    private static Task<CloudAnswer> CompleteAsync(CloudClient client) => client.CompleteAsync(new("x", "", 4), CancellationToken.None);

    private string Url => _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private async Task<CloudClient> ConnectAsync()
    {
        var client = new CloudClient(new() { Url = Url }, _ => new(_credential), "", "1", _clock, NullLogger.Instance);
        client.Start();
        await client.WhenSettledAsync(CancellationToken.None);
        return client;
    }

    // Time passes only while the client waits for it to: not while a request of its own is on the way, which has ten seconds. It
    // passes no further than to the end of the wait, or a request that begins meanwhile would have less.
    private bool Step()
    {
        if (_clock.UntilNext is { } next && next != TimeSpan.FromSeconds(10))
        {
            _clock.Advance(next);
        }

        return true;
    }

    // By the time of the second, the answer to the first has been taken in.
    private Task WarmUpAsync()
    {
        var before = AskedForModels;
        return Eventually.HoldsAsync(() => Step() && AskedForModels > before + 1, "two warm-ups");
    }

    // Time enough for a client that does not wait: a hundred requests of somebody else's, one after the other.
    private async Task OthersAreServedAsync()
    {
        using var other = new HttpClient { DefaultRequestVersion = new(2, 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        for (var i = 0; i < 100; i++)
        {
            using var response = await other.GetAsync(new Uri($"{Url}/other"));
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        _asked.Enqueue(path);
        context.Response.StatusCode = _status(path);
        context.Response.Headers.RetryAfter = "30";
        await context.Response.WriteAsync(
            context.Response.StatusCode != 200 ? """{"error":{"message":"no","type":"x","code":"y"}}"""
            : path == "/v1/token" ? Ready
            : path == "/v1/models" ? """{"object":"list","data":[]}"""
            : $"data: {_event}\n\ndata: [DONE]\n\n");
    }
}
