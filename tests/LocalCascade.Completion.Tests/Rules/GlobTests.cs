using LocalCascade.Completion.Rules;

namespace LocalCascade.Completion.Tests.Rules;

public sealed class GlobTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("*.cs", "a.cs", true)]
    [InlineData("*.cs", "a/b.cs", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("**/a", "a", true)]
    [InlineData("**/a", "x/y/a", true)]
    [InlineData("**/a", "x/ya", false)]
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("a/**/b", "a/x/y/b", true)]
    [InlineData("a/**/b", "a/xb", false)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("a/**", "a", false)]
    [InlineData("**/a*b/**/c", "x/aab/y/z/c", true)]
    [InlineData("x**y", "xaay", true)]
    [InlineData("x/ab**/f", "x/abf", true)] // not what gitignore(5) says, but what git does
    [InlineData("x/ab**/f", "x/abc/d/f", true)]
    [InlineData("x/a?b**/f", "x/aabf", false)]
    [InlineData("x/[a-c]", "x/b", true)]
    [InlineData("[!a-c]", "b", false)]
    [InlineData("[^a-c]", "d", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[[:digit:]x]", "7", true)]
    [InlineData("[[:digit:]x]", "y", false)]
    [InlineData("[[:nothing:]]", "n", false)]
    [InlineData("[a", "[a", false)]
    [InlineData("a[/]b", "a/b", false)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "x", false)]
    [InlineData("a\\", "a\\", false)]
    [InlineData("[\\]]", "]", true)]
    public void Glob_matches_as_git_says(string glob, string text, bool expected) => Assert.Equal(expected, Glob.IsMatch(glob, text, ignoreCase: false));

    [Theory]
    [InlineData("*.PEM", "a.pem")]
    [InlineData("[a-c]x", "BX")]
    [InlineData("[A-C]x", "bX")]
    public void Case_is_ignored_when_asked(string glob, string text)
    {
        Assert.True(Glob.IsMatch(glob, text, ignoreCase: true));
        Assert.False(Glob.IsMatch(glob, text, ignoreCase: false));
    }

    [Fact]
    public void Pattern_made_to_backtrack_ends_at_once()
    {
        // Exponential matchers take longer than the age of the universe.
        Assert.False(Glob.IsMatch(string.Concat(Enumerable.Repeat("a*", 40)) + "b", new string('a', 2000), false));
        Assert.False(Glob.IsMatch(string.Concat(Enumerable.Repeat("**/a*/", 20)) + "b", string.Concat(Enumerable.Repeat("aa/", 300)), false));
    }
}
