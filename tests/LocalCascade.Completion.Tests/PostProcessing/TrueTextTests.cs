using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Evaluation;
using LocalCascade.Completion.PostProcessing;
using LocalCascade.Completion.Syntax;
using LocalCascade.Completion.Workspace;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.PostProcessing;

/// <summary>A source that is right must not be mended into being wrong: the text that really stood at holes of this repository passes.</summary>
public sealed class TrueTextTests
{
    private static readonly IReadOnlyList<CodeText> Own =
        [.. Directory.EnumerateFiles(RepositoryRoot.Combine("src"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(RepositoryRoot.Combine("models", "training"), "*.py"))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new CodeText(new Uri(path).AbsoluteUri, LanguageIds.Of(path), File.ReadAllText(path)))];

    [Theory]
    [InlineData(HoleKind.Line, 0.97)]
    [InlineData(HoleKind.Block, 0.95)]
    [InlineData(HoleKind.Api, 0.9)]
    public void The_text_that_stood_there_is_left_as_it_is(HoleKind kind, double share)
    {
        var holes = HoleCutter.Cut(Own, kind, 300, new Random(1));
        var changed = holes.Where(hole => Mend(hole) is var text && !TextMatch.IsExact(text, hole.Expected)).ToArray();
        Assert.True(holes.Count - changed.Length >= share * holes.Count, $"{changed.Length} of {holes.Count} changed, such as:\n{string.Join("\n", changed.Take(5).Select(hole => $"«{hole.Expected}» to «{Mend(hole)}»"))}");
    }

    private static string Mend(Hole hole)
    {
        var document = new DocumentSnapshot(hole.File.Uri, hole.File.LanguageId, 1, SourceText.From(hole.TextWithout));
        var syntax = CursorSyntax.Analyze(new() { Document = document, Offset = hole.Offset });
        return CompletionMender.Mend(syntax, CompletionShape.Decide(syntax), hole.Expected).GhostText;
    }
}
