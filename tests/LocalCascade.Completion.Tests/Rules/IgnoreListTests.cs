using LocalCascade.Completion.Rules;

namespace LocalCascade.Completion.Tests.Rules;

public sealed class IgnoreListTests
{
    [Theory]
    [InlineData("*.log", "a.log", true)]
    [InlineData("*.log", "x/y/a.log", true)]
    [InlineData("/a.log", "x/a.log", false)]
    [InlineData("x/a.log", "y/x/a.log", false)]
    [InlineData("build/", "build/a.cs", true)]
    [InlineData("build/", "x/build/y/a.cs", true)]
    [InlineData("build/", "build", false)] // the file of that name
    [InlineData("# a.log", "# a.log", false)]
    [InlineData("\\# a.log", "# a.log", true)]
    [InlineData("\\!a", "!a", true)]
    [InlineData("a  ", "a", true)]
    [InlineData("a\\ ", "a ", true)]
    [InlineData("a\r", "a", true)]
    [InlineData("\uFEFFa", "a", true)]
    [InlineData("*.log\n!keep.log", "keep.log", false)]
    [InlineData("*.log\n!keep.log", "x/keep.log", false)]
    [InlineData("!keep.log\n*.log", "keep.log", true)]
    [InlineData("x/\n!x/keep.log", "x/keep.log", true)] // a file cannot be taken back when a folder above it is excluded
    [InlineData("x/*\n!x/keep.log", "x/keep.log", false)]
    [InlineData("/", "a", false)]
    [InlineData("!", "a", false)]
    [InlineData("", "a", false)]
    public void Last_pattern_that_matches_decides(string patterns, string file, bool excluded) =>
        Assert.Equal(excluded, IgnoreList.Parse(patterns).FindExclusion(file, isFolder: false) is not null);

    [Fact]
    public void Pattern_knows_its_line_and_spelling()
    {
        var pattern = IgnoreList.Parse("# one\n\n*.log \n").FindExclusion("a.log", isFolder: false)!;
        Assert.Equal((3, "*.log"), (pattern.Line, pattern.Text));
    }
}
