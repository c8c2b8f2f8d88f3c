using LocalCascade.Completion.Rules;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Rules;

public sealed class GitUserListTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Without_a_setting_it_is_in_the_configuration_folder()
    {
        Assert.Equal(_home.Combine(".config/git/ignore"), GitUserList.Find(_home.Path, null));
        Assert.Equal("/xdg/git/ignore", GitUserList.Find(_home.Path, "/xdg").Replace('\\', '/'));
    }

    [Theory]
    [InlineData("[core]\n\texcludesFile = ~/own-ignore\n", "own-ignore")]
    [InlineData("[user]\nname = a\n[CORE]\nexcludesfile = \"sub/ignore\"\n", "sub/ignore")]
    [InlineData("[user]\nexcludesfile = x\n", ".config/git/ignore")]
    public void Setting_names_it(string config, string expected)
    {
        _home.Write(".gitconfig", config);
        Assert.Equal(_home.Combine(expected), GitUserList.Find(_home.Path, null));
    }
}
