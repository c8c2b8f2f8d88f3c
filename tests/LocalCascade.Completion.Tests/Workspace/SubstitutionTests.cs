using LocalCascade.Completion.Workspace;

namespace LocalCascade.Completion.Tests.Workspace;

public sealed class SubstitutionTests
{
    [Theory]
    [InlineData("left", "top", " = left;", " = top;")]
    [InlineData("Left", "Top", " = left;", " = top;")]
    [InlineData("_left", "_top", " = left;", " = top;")]
    [InlineData("GetLeft", "GetTop", "() => _left;", "() => _top;")]
    [InlineData("ReadInt16", "ReadInt32", "(span) ?? ReadInt16(rest)", "(span) ?? ReadInt32(rest)")]
    public void Word_is_exchanged_in_each_of_its_spellings(string from, string to, string text, string expected)
    {
        var substitution = new Substitution();

        Assert.True(substitution.TryAdd(from, to));
        Assert.Equal(expected, substitution.Apply(text));
    }

    [Fact]
    public void Text_without_the_word_is_no_parallel()
    {
        var substitution = new Substitution();
        substitution.TryAdd("left", "top");

        Assert.Null(substitution.Apply(" = bottom;"));
    }

    [Fact]
    public void One_word_does_not_become_two_others()
    {
        var substitution = new Substitution();
        substitution.TryAdd("left", "top");

        Assert.False(substitution.TryAdd("left", "bottom"));
    }
}
