using LocalCascade.CloudTier.Tests.Support;
using LocalCascade.Completion.Cloud;
using LocalCascade.Proxy.Identity;
using LocalCascade.Proxy.Tests.Support;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.CloudTier.Tests.Client;

public sealed class CloudClientTests
{
    [Fact]
    public async Task Completions_stream_over_the_one_connection_that_was_warmed_up()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(engine);
        await using var cloud = await Cloud.StartAsync(proxy);
        Assert.Equal(CloudState.Ready, cloud.Client.Status.State);
        Assert.Equal(("acme", "ann"), (cloud.Client.Status.Organisation, cloud.Client.Status.User));
        Assert.Equal(["m"], cloud.Client.Status.Models);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("ab", await cloud.CompleteAsync());
        }

        Assert.Single(cloud.Relay.Connections);
        Assert.DoesNotContain(cloud.Credential, engine.Requests.First().Authorization, StringComparison.Ordinal);
        Assert.Empty(engine.Requests.First().Authorization);
    }

    [Fact]
    public async Task Cancelling_resets_one_stream_up_to_the_engine_and_the_connection_lives_on()
    {
        await using var engine = await Engine.StartAsync();
        engine.Answer = Engine.HangAsync;
        await using var proxy = await TestProxy.StartAsync(engine);
        await using var cloud = await Cloud.StartAsync(proxy);
        for (var i = 0; i < 20; i++)
        {
            using var keystroke = new CancellationTokenSource();
            using (var answer = await cloud.Client.CompleteAsync(new("x", "", 16), keystroke.Token))
            {
                Assert.Equal("a", (await answer.ReadAsync(keystroke.Token))!.Value.Text);
                var reading = answer.ReadAsync(keystroke.Token).AsTask();
                await keystroke.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
            }

            await (await engine.NextAsync()).Aborted.WaitAsync(Patience.Limit);
        }

        engine.Answer = request => Engine.StreamAsync(request, ["a", "b"]);
        Assert.Equal("ab", await cloud.CompleteAsync());
        Assert.Equal(20, cloud.Relay.Resets);
        Assert.Single(cloud.Relay.Connections);
        Assert.Equal(1, engine.Connections);
    }

    [Fact]
    public async Task Large_documents_are_sent_in_few_bytes_cut_around_the_cursor()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(engine);
        await using var cloud = await Cloud.StartAsync(proxy);
        var random = new Random(3);
        var noise = string.Concat(Enumerable.Range(0, 300_000).Select(i => i % 80 == 79 ? '\n' : (char)random.Next(0x4e00, 0x9fff)));
        await cloud.CompleteAsync(noise + "\nnear the cursor");
        Assert.Contains("near the cursor", engine.Requests.Single().Body, StringComparison.Ordinal);
        var request = CloudBody.Create(new(noise, noise, 16), "m");
        Assert.InRange((await request.ReadAsByteArrayAsync()).Length, 100, CloudBody.MaxBytes);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_renewed_once_without_the_user_noticing()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(engine);
        await using var cloud = await Cloud.StartAsync(proxy);
        Assert.Equal("ab", await cloud.CompleteAsync());

        // All keys are thrown away: every token that is out is worthless now.
        File.Delete(Path.Combine(proxy.Folder, "keys.json"));
        proxy.Server.RefreshFiles();
        Assert.Equal("ab", await cloud.CompleteAsync());
        Assert.Equal(CloudState.Ready, cloud.Client.Status.State);
    }

    [Fact]
    public async Task A_revoked_user_is_told_so_once_the_token_is_gone()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(engine);
        await using var cloud = await Cloud.StartAsync(proxy);
        UserStore.Revoke(Path.Combine(proxy.Folder, "users.json"), "ann", TimeProvider.System);
        File.Delete(Path.Combine(proxy.Folder, "keys.json"));
        proxy.Server.RefreshFiles();
        var error = await Assert.ThrowsAsync<CloudException>(() => cloud.CompleteAsync());
        Assert.Equal(CloudFailure.CredentialRefused, error.Failure);
        Assert.Contains("revoked", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_429_nothing_is_sent_until_the_pause_is_over()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(engine, c => c with { Admission = c.Admission with { RequestsPerMinute = 1 } });
        await using var cloud = await Cloud.StartAsync(proxy);
        Assert.Equal("ab", await cloud.CompleteAsync());
        Assert.Equal(CloudFailure.Limited, (await Assert.ThrowsAsync<CloudException>(() => cloud.CompleteAsync())).Failure);
        var opened = new Hop(cloud.Relay).Opened();
        Assert.Equal(CloudFailure.Limited, (await Assert.ThrowsAsync<CloudException>(() => cloud.CompleteAsync())).Failure);
        Assert.Equal(opened, new Hop(cloud.Relay).Opened());
    }

    [Fact]
    public async Task A_version_that_is_too_old_is_told_to_upgrade()
    {
        await using var engine = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(engine, c => c with { Requests = c.Requests with { MinimumClients = ["localcascade/2.0"], UpgradeMessage = "Get 2.0 from the intranet." } });
        await using var cloud = await Cloud.StartAsync(proxy);
        var error = await Assert.ThrowsAsync<CloudException>(() => cloud.CompleteAsync());
        Assert.Equal((CloudFailure.UpgradeRequired, "Get 2.0 from the intranet."), (error.Failure, error.Message));
    }

    [Fact]
    public async Task A_lost_connection_is_opened_again_and_a_request_under_way_ends_in_a_clear_error()
    {
        await using var engine = await Engine.StartAsync();
        engine.Answer = Engine.HangAsync;
        await using var proxy = await TestProxy.StartAsync(engine);
        await using var cloud = await Cloud.StartAsync(proxy);
        using var answer = await cloud.Client.CompleteAsync(new("x", "", 16), CancellationToken.None);
        await answer.ReadAsync(CancellationToken.None);
        cloud.Relay.Connections.Single().Break();
        Assert.Equal(CloudFailure.Unreachable, (await Assert.ThrowsAsync<CloudException>(() => answer.ReadAsync(CancellationToken.None).AsTask())).Failure);
        engine.Answer = request => Engine.StreamAsync(request, ["a", "b"]);
        Assert.Equal("ab", await cloud.CompleteAsync());
        Assert.Equal(2, cloud.Relay.Connections.Count);
    }

    [Fact]
    public async Task A_deadline_ends_an_answer_that_stalls()
    {
        await using var engine = await Engine.StartAsync();
        engine.Answer = Engine.HangAsync;
        await using var proxy = await TestProxy.StartAsync(engine);
        await using var cloud = await Cloud.StartAsync(proxy, settings => settings with { DeadlineMilliseconds = 300 });
        Assert.Equal(CloudFailure.TooLate, (await Assert.ThrowsAsync<CloudException>(() => cloud.CompleteAsync())).Failure);
    }

    [Theory]
    [InlineData("http://example.org", "unprotected")]
    [InlineData("nonsense", "not a URL")]
    [InlineData("ftp://example.org", "not a URL")]
    public async Task Urls_that_cannot_be_used_are_explained(string url, string expected)
    {
        await using var client = new CloudClient(new() { Url = url }, _ => new("x"), "", "1", TimeProvider.System, NullLogger.Instance);
        client.Start();
        await client.WhenSettledAsync(CancellationToken.None);
        Assert.Equal(CloudState.Misconfigured, client.Status.State);
        Assert.Contains(expected, client.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_is_away_is_a_state_not_an_exception_and_nobody_signed_in_is_another()
    {
        var port = Ports.Free();
        await using var away = new CloudClient(new() { Url = $"http://127.0.0.1:{port}" }, _ => new("x"), "", "1", TimeProvider.System, NullLogger.Instance);
        away.Start();
        await away.WhenSettledAsync(CancellationToken.None);
        Assert.Equal(CloudState.Unreachable, away.Status.State);
        await using var nobody = new CloudClient(new() { Url = $"http://127.0.0.1:{port}" }, _ => new((string?)null), "", "1", TimeProvider.System, NullLogger.Instance);
        nobody.Start();
        await nobody.WhenSettledAsync(CancellationToken.None);
        Assert.Equal(CloudState.SignedOut, nobody.Status.State);
        Assert.Contains("localcascade login", nobody.Status.Message, StringComparison.Ordinal);
    }
}
