using LocalCascade.Completion.Documents;

namespace LocalCascade.Completion.Tests.Documents;

public sealed class IndentationTests
{
    private static readonly Indentation Fallback = new(false, 3);

    [Theory]
    [InlineData("def f():\n    if x:\n        return 1\n    return 2\n", false, 4)]
    [InlineData("a:\n  b:\n    c: 1\n  d: 2\n", false, 2)]
    [InlineData("func f() {\n\tif x {\n\t\treturn\n\t}\n}\n", true, 3)]
    [InlineData("/*\n * licence\n * licence\n */\nint f() {\n        return g();\n}\n", false, 8)]
    [InlineData("class A\r\n{\r\n   int b;\r\n   int c()\r\n   {\r\n      return 1;\r\n   }\r\n}", false, 3)]
    public void Text_that_is_indented_shows_how(string text, bool tabs, int size) =>
        Assert.Equal(new(tabs, size), Indentation.Detect(SourceText.From(text), 0, Fallback));

    [Theory]
    [InlineData("")]
    [InlineData("one\ntwo\n\n   \nthree")]
    public void Text_without_indentation_takes_the_editors(string text) =>
        Assert.Equal(Fallback, Indentation.Detect(SourceText.From(text), 0, Fallback));

    [Fact]
    public void Lines_near_the_cursor_decide_in_a_mixed_file()
    {
        var text = SourceText.From(string.Concat(Enumerable.Repeat("a\n    b\n", 500)) + string.Concat(Enumerable.Repeat("a\n\tb\n", 500)));
        Assert.Equal(new(false, 4), Indentation.Detect(text, 0, Fallback));
        Assert.Equal(new(true, 3), Indentation.Detect(text, 1900, Fallback));
    }

    [Theory]
    [InlineData("\tx", 4)]
    [InlineData("  \tx", 4)]
    [InlineData("    \t x", 9)]
    [InlineData("", 0)]
    public void Columns_of_tabs_reach_to_the_next_stop(string line, int columns) =>
        Assert.Equal(columns, new Indentation(true, 4).ColumnsOf(line));
}
