using FsCheck;
using FsCheck.Fluent;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.PostProcessing;
using LocalCascade.Completion.Syntax;

namespace LocalCascade.Completion.Tests.PostProcessing;

public class CompletionMenderTests
{
    private static readonly string[] Languages = ["csharp", "python", "typescript", "go", "rust", "java", "c", "plaintext"];
    private static readonly string[] Pieces = ["x", "foo", " ", "  ", "\n", "\n    ", "\t", "(", ")", "{", "}", "[", "]", "\"", "'", "//", "#", "/*", "*/", "=", ";", ":", ",", "return", "😀", "é", "\r\n", "`", "\"\"\""];

    private static Arbitrary<string> Code => Gen.Elements(Pieces).ListOf().Select(string.Concat).ToArbitrary();

    [Fact]
    public void Any_text_at_any_place_is_mended_without_fault_and_with_the_documents_line_breaks()
    {
        Prop.ForAll(Code, Code, Code, (before, after, raw) =>
        {
            foreach (var language in Languages)
            {
                var syntax = Analyze(language, before, after);
                var mended = CompletionMender.Mend(syntax, CompletionShape.Decide(syntax), raw);
                Assert.Equal(mended.Refused is null, mended.GhostText.Length > 0);
                Assert.DoesNotContain('\r', mended.GhostText.Replace(syntax.LineBreak, "", StringComparison.Ordinal));
                if (syntax.LineBreak == "\r\n")
                {
                    Assert.DoesNotContain('\n', mended.GhostText.Replace("\r\n", "", StringComparison.Ordinal));
                }

                Assert.True(mended.GhostText.AsSpan().TrimEnd().Length == mended.GhostText.Length, "White space is left at the end.");
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_mended_text_closes_nothing_that_is_not_open()
    {
        Prop.ForAll(Code, Code, Code, (before, after, raw) =>
        {
            var syntax = Analyze("csharp", before, after);
            var mended = CompletionMender.Mend(syntax, CompletionShape.Decide(syntax), raw);
            var scanner = syntax.AtCursor.Clone(keepOpen: false);
            scanner.Scan(mended.GhostText);
            foreach (var kind in scanner.Unmatched.GroupBy(u => u.Closer))
            {
                Assert.InRange(kind.Count(), 0, syntax.NeedsClosing.GetValueOrDefault(kind.Key));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("foo‸bar", CompletionTrigger.Automatic, true)]
    [InlineData("foo‸bar", CompletionTrigger.Invoked, false)]
    [InlineData("foo();‸", CompletionTrigger.Automatic, true)]
    [InlineData("foo(‸)", CompletionTrigger.Automatic, false)]
    [InlineData("foo(‸) {", CompletionTrigger.Automatic, false)]
    [InlineData("foo(‸, other)", CompletionTrigger.Automatic, true)]
    [InlineData("var s = \"‸\";", CompletionTrigger.Automatic, false)]
    [InlineData("return ‸", CompletionTrigger.Automatic, false)]
    [InlineData("\"a;‸", CompletionTrigger.Automatic, false)]
    public void Suggestions_come_unasked_only_where_they_are_welcome(string line, CompletionTrigger trigger, bool refused)
    {
        var cursor = line.IndexOf('‸', StringComparison.Ordinal);
        Assert.Equal(refused, TriggerGate.Decide(Analyze("csharp", line[..cursor], line[(cursor + 1)..]), trigger) is not null);
    }

    private static CursorSyntax Analyze(string language, string before, string after) =>
        CursorSyntax.Analyze(new() { Document = new("file:///a", language, 1, SourceText.From(before + after)), Offset = before.Length });
}
