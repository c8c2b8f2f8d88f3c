using LocalCascade.Completion.Workspace;

namespace LocalCascade.Completion.Tests.Workspace;

public sealed class LineFinishTests
{
    [Theory]
    [InlineData("csharp", "Call(items[", "]);")]
    [InlineData("csharp", "    if (index < ", ")")]
    [InlineData("csharp", "var x = Foo(a).Bar(", ");")]
    [InlineData("python", "if is_open(", "):")]
    [InlineData("python", "value = list(", ")")]
    [InlineData("csharp", "throw new Failure(\"It (is\", ", ");")]
    public void Brackets_are_closed_and_the_line_ended(string language, string before, string expected) =>
        Assert.Equal(expected, LineFinish.Of(before, language));

    [Fact]
    public void Nothing_is_finished_inside_a_string() => Assert.Null(LineFinish.Of("Call(\"some ", "csharp"));
}
