using System.Collections.Concurrent;
using LocalCascade.Completion.Cloud;
using LocalCascade.Daemon.Cloud;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Cloud;

public sealed class CredentialStoreTests : IDisposable
{
    private const string Proxy = "https://completions.example.org";
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();

    private CredentialStore Store => new(_folder.Combine("private", "credentials.json"), _clock);

    [Fact]
    public void Only_the_user_may_read_it_and_nothing_half_written_is_left()
    {
        Store.Write(new(Proxy, "first", null));
        Store.Write(new(Proxy, "secret", null));
        Assert.Equal("secret", Store.Read()!.Credential);
        var file = Directory.GetFiles(_folder.Combine("private")).Single();
        if (OperatingSystem.IsWindows())
        {
            // The profile's own access rights.
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Combine("private")));
    }

    [Fact]
    public void Signing_out_where_nobody_ever_signed_in_is_no_error()
    {
        Store.Write(null);
        Assert.Null(Store.Read());
    }

    [Fact]
    public void What_is_stored_does_not_print_its_secrets()
    {
        var signIn = new StoredSignIn(Proxy, "secret", new("http://127.0.0.1/token", "client", null, "secret", "secret", default));
        Assert.DoesNotContain("secret", $"{signIn} {signIn.Oidc}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_goes_only_to_the_proxy_that_it_was_given_for()
    {
        Store.Write(new(Proxy, "secret", null));
        Assert.Equal("secret", await GetAsync(Store, $"{Proxy}/"));
        Assert.Null(await GetAsync(Store, "https://completions.example.com"));
        Assert.Null(await GetAsync(Store, "http://completions.example.org"));
    }

    [Fact]
    public async Task A_provider_that_is_away_does_not_sign_anybody_out()
    {
        var answer = (503, "busy");
        await using var provider = new Provider(_ => answer);
        Store.Write(SignedIn(provider.Url, "r1"));
        Assert.Equal(CloudFailure.Unreachable, (await Assert.ThrowsAsync<CloudException>(() => GetAsync(Store).AsTask())).Failure);
        answer = (200, """{"access_token":"a2","refresh_token":"r2","expires_in":300}""");
        Assert.Equal("a2", await GetAsync(Store));
        Assert.Equal("r2", Store.Read()!.Oidc!.RefreshToken);
    }

    [Fact]
    public async Task A_refresh_token_that_was_refused_is_not_sent_again()
    {
        var asked = 0;
        await using var provider = new Provider(_ =>
        {
            asked++;
            return (400, """{"error":"invalid_grant"}""");
        });
        Store.Write(SignedIn(provider.Url, "r1"));
        Assert.Null(await GetAsync(Store));
        Assert.Null(await GetAsync(Store));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Processes_that_renew_at_once_use_a_refresh_token_once()
    {
        var asked = new ConcurrentQueue<string>();
        await using var provider = new Provider(body =>
        {
            asked.Enqueue(body);
            return (200, """{"access_token":"a2","refresh_token":"r2","expires_in":300}""");
        });
        Store.Write(SignedIn(provider.Url, "r1"));
        var stores = Enumerable.Range(0, 8).Select(_ => new CredentialStore(_folder.Combine("private", "credentials.json"), new Stopped())).ToList();
        var tokens = await Task.WhenAll(stores.Select(store => Task.Run(() => GetAsync(store).AsTask())));
        Assert.All(tokens, token => Assert.Equal("a2", token));
        Assert.Contains("refresh_token=r1", Assert.Single(asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_signs_out_while_the_sign_in_is_renewed_stays_signed_out()
    {
        await using var provider = new Provider(_ =>
        {
            Store.Write(null);
            return (200, """{"access_token":"a2","refresh_token":"r2","expires_in":300}""");
        });
        Store.Write(SignedIn(provider.Url, "r1"));
        await GetAsync(Store);
        Assert.Null(Store.Read());
    }

    public void Dispose() => _folder.Dispose();

    private StoredSignIn SignedIn(string provider, string refresh) => new(Proxy, null, new($"{provider}/token", "client", null, "a1", refresh, _clock.GetUtcNow()));

    private static ValueTask<string?> GetAsync(CredentialStore store, string url = Proxy) => store.GetCredentialAsync(url, () => new(), CancellationToken.None);

    // The manual clock's time, with timers that run.
    private sealed class Stopped : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
