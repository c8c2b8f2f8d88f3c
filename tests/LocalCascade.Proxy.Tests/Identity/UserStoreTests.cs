using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Identity;
using LocalCascade.Tests;

namespace LocalCascade.Proxy.Tests.Identity;

public sealed class UserStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Users => _folder.Combine("users.json");

    [Fact]
    public void A_credential_finds_its_user_until_that_is_revoked()
    {
        var credential = UserStore.Add(Users, "ann", "acme", TimeProvider.System);
        UserStore.Limit(Users, new("acme", 60, 3));
        Assert.True(Credential.TryParse(credential.Reveal(), out var parsed));
        Assert.Equal(new("ann", "acme", new(60, 3)), UserStore.Read(Users).Find(parsed, out var revoked));
        Assert.False(revoked);
        Assert.Null(UserStore.Read(Users).Find(parsed with { Secret = new string('A', 43) }, out _));
        UserStore.Revoke(Users, "ann", TimeProvider.System);
        Assert.Null(UserStore.Read(Users).Find(parsed, out revoked));
        Assert.True(revoked);
    }

    [Fact]
    public void The_file_holds_no_credential_and_only_its_owner_may_read_it()
    {
        var credential = UserStore.Add(Users, "ann", "acme", TimeProvider.System);
        Assert.DoesNotContain(credential.Secret, File.ReadAllText(Users), StringComparison.Ordinal);
        Assert.DoesNotContain(credential.Secret, credential.ToString(), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Users));
            File.SetUnixFileMode(Users, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            Assert.Contains("chmod 600", Assert.Throws<ConfigurationException>(() => UserStore.Read(Users)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Users_added_at_the_same_time_are_all_there()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => UserStore.Add(Users, $"user{i}", "acme", TimeProvider.System))));
        Assert.Equal(20, UserStore.Read(Users).File.Users.Count);
        Assert.Throws<ConfigurationException>(() => UserStore.Add(Users, "user3", "acme", TimeProvider.System));
    }

    [Theory]
    [InlineData("")]
    [InlineData("lc_")]
    [InlineData("lc_0123456789ab_short")]
    [InlineData("xx_0123456789ab_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_credential_is_not_taken_for_one(string text) => Assert.False(Credential.TryParse(text, out _));

    public void Dispose() => _folder.Dispose();
}
