using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Evaluation;

namespace LocalCascade.Completion.Tests.Evaluation;

public sealed class HoleAskerTests : IAsyncDisposable
{
    private const string Line = "var order = await store.FindAsync(id, cancellationToken);\n";

    private readonly CompletionEngine _engine = new(HoleAsker.ToMeasure(new() { UseModel = false }), null);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task The_holes_own_line_is_not_known()
    {
        var answer = await AskAsync(Line);
        Assert.Equal(("", false, 0.0), (answer.Text, answer.IsExact, answer.Judgement.Confidence));
    }

    [Fact]
    public async Task Other_lines_are_known_and_those_of_holes_before()
    {
        Assert.True((await AskAsync(Line + Line)).IsExact);

        // The first file is whole again once it was asked about, and its line serves another file.
        await AskAsync("unrelated();\n" + Line, "file:///w/b.cs", "unrelated();\nvar order = await ".Length);
        var other = await AskAsync("first();\n" + Line, "file:///w/c.cs", "first();\nvar order = await ".Length);
        Assert.True(other.IsExact);
        Assert.Equal(0, _engine.Status.OpenDocuments);
    }

    private Task<HoleAnswer> AskAsync(string text, string uri = "file:///w/a.cs", int? offset = null)
    {
        var at = offset ?? text.Length - Line.Length + "var order = await ".Length;
        var hole = new Hole(new(uri, "csharp", text), HoleKind.Line, at, text[at..^1], false);
        return new HoleAsker(_engine).AskAsync(hole, CompletionTier.Local, CancellationToken.None);
    }
}
