using FsCheck;
using FsCheck.Fluent;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Completion.Tests.Workspace;

public sealed class CodeFileTests
{
    private static readonly string[] Pieces = ["a", " b", "\n", "\r\n", "\r", "foo(x)", "\n\n", "é", ""];

    [Fact]
    public void Lines_after_any_edits_are_those_of_the_text()
    {
        var text = Gen.Elements(Pieces).ListOf(12).Select(pieces => string.Concat(pieces));
        var edit = Gen.Zip(Gen.Zip(Gen.Choose(0, 40), Gen.Choose(0, 6)), Gen.Elements(Pieces));
        var cases = Gen.Zip(text, edit.ListOf(8));
        Prop.ForAll(cases.ToArbitrary(), made =>
        {
            var (start, edits) = made;
            var document = new DocumentSnapshot("file:///a.cs", "csharp", 1, SourceText.From(start));
            var file = CodeFile.From(document);
            foreach (var ((at, length), inserted) in edits)
            {
                var from = Math.Min(at, document.Text.Length);
                var change = new TextChange(from, Math.Min(length, document.Text.Length - from), inserted);
                document = document with { Text = document.Text.WithChange(change) };
                file.Update(document.Text, [change]);
                var expected = Enumerable.Range(0, document.Text.LineCount).Select(line => document.Text.GetLine(line)).Select(line => document.Text.ToString(line.Start, line.Length));
                Assert.Equal(expected, file.Lines.Select(line => line.Text));
            }
        }).QuickCheckThrowOnFailure();
    }
}
