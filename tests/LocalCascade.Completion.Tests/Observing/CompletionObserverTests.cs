using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Tests.Cascade.Scripted;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Observing;

/// <summary>What somebody who looks on is told, of scripted sources and of the real ones.</summary>
public sealed class CompletionObserverTests : IAsyncDisposable
{
    private const string Repeated = """
        def first(items):
            total = sum(item.price * item.quantity for item in items)
            return round(total, 2)

        def second(items):
            total = sum(item.price * item.quantity for item in items)
            return round(total, 2)

        def third(items):
            total = sum(
        """;

    private readonly ManualTimeProvider _clock = new();
    private readonly Onlooker _onlooker = new();
    private readonly ScriptedSource _model = new(CompletionOrigin.LocalModel);
    private readonly ScriptedSource _cloud = new(CompletionOrigin.Cloud);
    private readonly CircuitBreaker _circuit;
    private readonly List<CompletionEngine> _engines = [];
    private DocumentSnapshot _document = new("untitled:a.py", "python", 1, SourceText.From("value = "));

    public CompletionObserverTests() => _circuit = new(failures: 2, TimeSpan.FromSeconds(10), _clock);

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
        {
            await engine.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_steps_of_an_escalated_request_are_told_in_order_under_the_answers_id()
    {
        var engine = Scripted(debounce: 40);
        var asking = AskAsync(engine);
        (await _model.NextAsync()).Begin("local()", 5, 0.55);
        await Until(() => _clock.Timers == 1);
        _clock.Advance(TimeSpan.FromMilliseconds(40));
        var cloud = await _cloud.NextAsync();
        cloud.Begin("distant()", 9, 0.9);
        cloud.Finish();
        var result = await asking;
        Assert.Equal(["begun", "decided EscalatedUnsure", "held back 40", "cloud asked 8", "finished", "answered distant()"], _onlooker.Steps.Select(step => step.Step));
        Assert.All(_onlooker.Steps, step => Assert.Equal(result.RequestId, step.Id));
    }

    [Fact]
    public async Task Typing_through_is_told_as_an_answer_that_was_never_begun()
    {
        var engine = Scripted();
        var asking = AskAsync(engine);
        await AnswerAsync("local()", 0.9);
        await asking;
        Type(engine, "lo");
        Assert.Equal("cal()", (await AskAsync(engine)).Items[0].GhostText);
        Assert.Equal(["begun", "decided LocalSure", "finished", "answered local()", "answered cal()"], _onlooker.Steps.Select(step => step.Step));
    }

    [Fact]
    public async Task A_keystroke_that_disagrees_is_told_with_what_was_being_done()
    {
        var engine = Scripted();
        var asking = AskAsync(engine);
        (await _model.NextAsync()).Begin("local()", 3, 0.9);
        await Until(() => _onlooker.Steps.Count == 2);
        Type(engine, "x");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Until(() => _onlooker.Steps.Count == 3);
        Assert.Equal(["begun", "decided LocalSure", "stopped Decode True"], _onlooker.Steps.Select(step => step.Step));
    }

    [Fact]
    public async Task The_real_sources_tell_what_they_found_and_how_it_was_generated()
    {
        var engine = new CompletionEngine(new() { WorkspaceMemoryMegabytes = 1, Prefetch = PrefetchMode.Off }, RepositoryRoot.Combine("models", "localcascade-fim-6m")) { Observer = _onlooker };
        _engines.Add(engine);
        engine.Start();
        await engine.WhenReadyAsync(CancellationToken.None);
        _document = _document with { Text = SourceText.From(Repeated) };
        engine.DocumentOpened(_document);
        await engine.CompleteAsync(new() { Document = _document, Offset = _document.Text.Length, Trigger = CompletionTrigger.Invoked, MaxItems = 2 }, CancellationToken.None);

        var steps = _onlooker.Steps.Select(step => step.Step).ToList();
        Assert.Equal("predicted item.price * item.quantity for item in items) ThisFile", steps[1]);
        Assert.Matches("^prompt [1-9][0-9]* anchored$", steps[2]);

        // What is laid out is what is run or was there already.
        Assert.Equal(steps[2].Split(' ')[1], steps[3].Split(' ')[1]);
        Assert.StartsWith("prefilled", steps[3], StringComparison.Ordinal);
        Assert.StartsWith("token ", steps[4], StringComparison.Ordinal);
        Assert.Equal(["finished", steps[^1]], steps[^2..]);
    }

    private CompletionEngine Scripted(int debounce = 0)
    {
        var settings = new EngineSettings { WorkspaceMemoryMegabytes = 1, CloudDebounceMilliseconds = debounce, Prefetch = PrefetchMode.Off };
        var engine = new CompletionEngine(settings, _clock, new ScriptedSource(CompletionOrigin.Workspace) { IsSilent = true }, _model, _cloud, new CloudGate(() => null, new(), () => _circuit)) { Observer = _onlooker };
        _engines.Add(engine);
        engine.DocumentOpened(_document);
        return engine;
    }

    private Task<CompletionResult> AskAsync(CompletionEngine engine) =>
        engine.CompleteAsync(new() { Document = _document, Offset = _document.Text.Length }, CancellationToken.None).AsTask();

    private async Task AnswerAsync(string text, double confidence)
    {
        var call = await _model.NextAsync();
        call.Begin(text, text.Length, confidence);
        call.Finish();
    }

    private void Type(CompletionEngine engine, string text)
    {
        var change = new TextChange(_document.Text.Length, 0, text);
        _document = _document with { Version = _document.Version + 1, Text = _document.Text.WithChange(change) };
        engine.DocumentChanged(_document, [change]);
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!condition())
        {
            await Task.Delay(1, limit.Token);
        }
    }
}
