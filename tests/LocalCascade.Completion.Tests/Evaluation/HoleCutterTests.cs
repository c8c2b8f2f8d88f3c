using LocalCascade.Completion.Evaluation;
using LocalCascade.Completion.Workspace;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Evaluation;

public sealed class HoleCutterTests
{
    private static readonly IReadOnlyList<CodeText> Own = ReadOwn();

    public static TheoryData<HoleKind> Kinds => new(Enum.GetValues<HoleKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_hole_and_what_was_cut_out_are_the_file(HoleKind kind)
    {
        // Also with the other line break, and with characters beyond the BMP in the lines.
        IReadOnlyList<CodeText> files = [.. Own, .. Own.Select(file => file with { Uri = file.Uri + "?crlf", Text = file.Text.Replace("\n", "\r\n", StringComparison.Ordinal).Replace("return", "return😀", StringComparison.Ordinal) })];
        var holes = HoleCutter.Cut(files, kind, 400, new Random(7));
        Assert.Equal(400, holes.Count);
        Assert.All(holes, hole =>
        {
            Assert.Equal(hole.File.Text, hole.TextWithout.Insert(hole.Offset, hole.Expected));
            Assert.False(string.IsNullOrWhiteSpace(hole.Expected));
            Assert.False(char.IsLowSurrogate(hole.Expected[0]) || char.IsHighSurrogate(hole.Expected[^1]));
            Assert.DoesNotContain('\r', kind == HoleKind.Block ? hole.Expected[^1..] : hole.Expected);
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_seed_cuts_the_same_holes_and_none_twice(HoleKind kind)
    {
        var (holes, again) = (HoleCutter.Cut(Own, kind, 200, new Random(3)), HoleCutter.Cut(Own, kind, 200, new Random(3)));
        Assert.Equal(holes, again);
        Assert.Equal(holes.Count, holes.DistinctBy(hole => (hole.File.Uri, hole.Offset)).Count());
        Assert.NotEqual(holes, HoleCutter.Cut(Own, kind, 200, new Random(4)));
    }

    [Fact]
    public void A_line_hole_ends_where_its_line_ends() =>
        Assert.All(HoleCutter.Cut(Own, HoleKind.Line, 300, new Random(1)), hole =>
        {
            Assert.DoesNotContain('\n', hole.Expected);
            Assert.Equal('\n', hole.File.Text[hole.Offset + hole.Expected.Length]);
        });

    [Theory]
    [InlineData("python", "def f(x):\n    a = x + 1\n    return a\n\nf(1)\n", "a = x + 1\n    return a")]
    [InlineData("python", "class Counter:\n    def add(self, n):\n        self.n += n\n        return self.n", "def add(self, n):\n        self.n += n\n        return self.n|self.n += n\n        return self.n")]
    [InlineData("csharp", "int F(int x)\n{\n    var a = x + 1;\n\n    return a;\n}\n", "var a = x + 1;\n\n    return a;")]
    [InlineData("csharp", "void F()\n{\n    OnlyOneLine();\n}\n", "")]
    [InlineData("csharp", "const string X = \"\"\"\n  {\n    not code at all\n    nor is this\n  }\n  \"\"\";\n", "")]
    public void A_block_hole_is_the_whole_body(string language, string text, string expected)
    {
        var found = HoleCutter.Cut([new("file:///a", language, text)], HoleKind.Block, 10, new Random(1)).Select(hole => hole.Expected).Order(StringComparer.Ordinal);
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public void A_call_hole_is_its_arguments_or_its_member_with_them()
    {
        const string Text = "var all = store.Find(id, Parse(\")\"), [1]).ToList();\n// text.Replace(a, b)\n";
        var found = HoleCutter.Cut([new("file:///a", "csharp", Text)], HoleKind.Api, 10, new Random(1)).Select(hole => hole.Expected).Order(StringComparer.Ordinal);
        Assert.Equal(["Find(id, Parse(\")\"), [1])", "id, Parse(\")\"), [1]"], found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData("// nothing but words\n// and more of them\n")]
    [InlineData("{\n}\n")]
    public void Files_without_code_give_no_holes_and_no_endless_search(string text)
    {
        foreach (var kind in Enum.GetValues<HoleKind>())
        {
            Assert.Empty(HoleCutter.Cut([new("file:///a", "csharp", text)], kind, 50, new Random(1)));
            Assert.Empty(HoleCutter.Cut([], kind, 50, new Random(1)));
        }
    }

    private static CodeText[] ReadOwn() =>
        [.. Directory.EnumerateFiles(RepositoryRoot.Combine("src", "LocalCascade.Completion"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(RepositoryRoot.Combine("models", "training"), "*.py"))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new CodeText(new Uri(path).AbsoluteUri, LanguageIds.Of(path), File.ReadAllText(path)))];
}
