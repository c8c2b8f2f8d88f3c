using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Syntax;
using LocalCascade.Inference.Models;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Completion.Tests.Cascade;

/// <summary>The embedded model as a source.</summary>
public sealed class LocalModelSourceTests : IAsyncDisposable
{
    private readonly ModelPool _pool = new(keepsLast: false);
    private readonly ModelHost _host;

    public LocalModelSourceTests()
    {
        _host = new(_pool, NullLogger.Instance);
        _host.Load(Directory.GetDirectories(RepositoryRoot.Combine("models")).First(folder => File.Exists(Path.Combine(folder, "genai_config.json"))), new RuntimeOptions { Provider = "cpu" });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _pool.Dispose();
    }

    [Fact]
    public async Task Its_own_text_as_a_draft_is_accepted_scored_and_said_again()
    {
        // At a line's start nothing is healed: there the model's own tokens are those of its text, while white space before the
        // cursor leaves it a choice of tokens for the same text.
        var text = SourceText.From("import os\n\n\ndef read(path):\n    with open(path) as f:\n");
        var (plain, score, _) = await AskAsync(text, draft: null);
        Assert.Null(score);
        var draft = plain.TrimEnd('\n');
        var (drafted, own, timings) = await AskAsync(text, draft);
        Assert.Equal(plain, drafted);
        Assert.InRange(timings.AcceptedTokens, own!.Agreed - 1, timings.GeneratedTokens);
        Assert.InRange(own.Agreed, own.Tokens - 1, own.Tokens);

        var (_, other, _) = await AskAsync(text, "zebra_quux(17, 23)");
        Assert.True(other!.Mean < own.Mean);
    }

    [Fact]
    public async Task Where_the_predictor_has_an_answer_a_model_that_adds_nothing_is_not_asked()
    {
        // The embedded one's folder says so: models/training/gate.py.
        var place = PlaceOf(SourceText.From("def area(w, h):\n    return "), "w * h");
        Assert.Null(await new LocalModelSource(_host).BeginAsync(place, default));

        using var alone = await new LocalModelSource(_host).BeginAsync(place with { Draft = null }, default);
        using var several = await new LocalModelSource(_host).BeginAsync(place with { Request = place.Request with { MaxItems = 3 } }, default);
        Assert.NotNull(alone);
        Assert.NotNull(several);
    }

    private static CompletionPlace PlaceOf(SourceText text, string? draft)
    {
        var request = new CompletionRequest { Document = new("file:///w/a.py", "python", 1, text), Offset = text.Length };
        var syntax = CursorSyntax.Analyze(request);
        return new(request, syntax, CompletionShape.Decide(syntax), new()) { Draft = draft };
    }

    private async Task<(string Text, Inference.Decoding.DraftScore? Score, CompletionTimings Timings)> AskAsync(SourceText text, string? draft)
    {
        using var answer = await new LocalModelSource(_host).BeginAsync(PlaceOf(text, draft) with { ScoreDraft = true }, default);
        return (await answer!.FinishAsync(default), answer.DraftScore, answer.AddTo(new()));
    }
}
