using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Syntax;

namespace LocalCascade.Completion.Tests.Syntax;

public sealed class SyntaxCheckTests
{
    [Theory]
    [InlineData("csharp", "var x = Find(‸", "id);", false)]
    [InlineData("csharp", "var x = Find(‸", "id));", true)]
    [InlineData("csharp", "var x = Find(‸)", "id", false)]
    [InlineData("csharp", "var x = ‸", "\"open", true)]
    [InlineData("csharp", "var x = ‸", "\"closed\";", false)]
    [InlineData("csharp", "if (ok) {‸\n}", "\n    Go();", false)]
    [InlineData("python", "def f(x):‸", "\n    return x", false)]
    [InlineData("python", "def f(x):‸", "\nreturn x", true)]
    [InlineData("python", "def f(x):\n    ‸", "for i in x:\n        yield i\n    return", false)]
    [InlineData("python", "def f(x):\n    ‸", "for i in x:\n    yield i", true)]
    [InlineData("python", "def f(x):\n    ‸", "if x:\n\n        go()", false)]
    [InlineData("python", "x = {‸}", "\n    'a':\n    1", false)]
    [InlineData("python", "‸", "# names:\nx = 1", false)]
    [InlineData("csharp", "‸", "label:\nGo();", false)]
    public void A_text_that_does_not_fit_its_surroundings_is_found(string language, string code, string text, bool breaks)
    {
        var offset = code.IndexOf('‸', StringComparison.Ordinal);
        var document = new DocumentSnapshot("untitled:a", language, 1, SourceText.From(code.Remove(offset, 1)));
        Assert.Equal(breaks, SyntaxCheck.Breaks(CursorSyntax.Analyze(new() { Document = document, Offset = offset }), text));
    }
}
