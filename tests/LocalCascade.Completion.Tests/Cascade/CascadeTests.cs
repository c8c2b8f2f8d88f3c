using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Cloud;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Tests.Cascade.Scripted;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Cascade;

/// <summary>The engine with sources that say what the test says, and a clock that stands still.</summary>
public sealed class CascadeTests : IAsyncDisposable
{
    private const string Uri = "untitled:a.py";

    private readonly ManualTimeProvider _clock = new();
    private readonly ScriptedSource _workspace = new(CompletionOrigin.Workspace) { IsSilent = true };
    private readonly ScriptedSource _model = new(CompletionOrigin.LocalModel);
    private readonly ScriptedSource _cloud = new(CompletionOrigin.Cloud);
    private readonly CircuitBreaker _circuit;
    private readonly CompletionEngine _engine;
    private DocumentSnapshot _document = new(Uri, "python", 1, SourceText.From("value = "));
    private CloudObstacle? _obstacle;

    public CascadeTests()
    {
        _circuit = new(failures: 2, TimeSpan.FromSeconds(10), _clock);
        var settings = new EngineSettings { WorkspaceMemoryMegabytes = 1, CloudDebounceMilliseconds = 0, Prefetch = PrefetchMode.Off };
        _engine = new(settings, _clock, _workspace, _model, _cloud, new CloudGate(() => _obstacle, new(), () => _circuit));
        _engine.DocumentOpened(_document);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_sure_local_tier_answers_and_the_cloud_hears_nothing()
    {
        var asking = AskAsync();
        await AnswerAsync(_model, "local()", 0.9);
        var result = await asking;
        Assert.Equal(("local()", CompletionOrigin.LocalModel, CascadeCode.LocalSure), (result.Items[0].GhostText, result.Items[0].Origin, result.Decision.Code));
        Assert.Empty(_cloud.Calls);
    }

    [Fact]
    public async Task The_predictors_text_goes_to_the_model_as_its_draft_however_unsure_it_is()
    {
        _workspace.IsSilent = false;
        var asking = AskAsync();
        (await _workspace.NextAsync()).Begin("copied()", shown: 8, 0.05);
        Assert.Equal("copied()", (await _model.NextAsync()).Place.Draft);
        await AnswerAsync(_model, "local()", 0.9);
        Assert.Equal("local()", (await asking).Items[0].GhostText);
    }

    [Fact]
    public async Task Unsure_it_asks_the_cloud_with_its_draft_which_wins_and_the_local_decode_stops()
    {
        var asking = AskAsync();
        var local = await _model.NextAsync();
        local.Begin("local()", 5, 0.55);
        var cloud = await _cloud.NextAsync();
        Assert.Equal("local", cloud.Place.Draft);
        await AnswerAsync(_cloud, "distant()", 0.9);
        var result = await asking;
        Assert.Equal(("distant()", CompletionOrigin.Cloud, CascadeCode.EscalatedUnsure, CloudOutcome.Won), (result.Items[0].GhostText, result.Items[0].Origin, result.Decision.Code, result.Decision.CloudOutcome));
        Assert.Equal(result.RequestId, result.Decision.CloudRequestId);
        Assert.Equal(result.RequestId, cloud.Place.RequestId);
        await Until(() => local.IsGivenBack);
    }

    [Fact]
    public async Task A_cloud_that_is_late_is_reset_and_the_local_text_counts()
    {
        var asking = AskAsync();
        await AnswerAsync(_model, "local()", 0.55);
        var cloud = await _cloud.NextAsync();
        await Until(() => _clock.Timers == 1);
        _clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(asking.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var result = await asking;
        Assert.Equal(("local()", CloudOutcome.Late), (result.Items[0].GhostText, result.Decision.CloudOutcome));
        await Until(() => cloud.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_cloud_that_fails_costs_nobody_the_deadline()
    {
        var asking = AskAsync();
        await AnswerAsync(_model, "local()", 0.55);
        (await _cloud.NextAsync()).Fail(new CloudException(CloudFailure.Unreachable, "It broke off."));
        var result = await asking;
        Assert.Equal(("local()", CloudOutcome.Failed), (result.Items[0].GhostText, result.Decision.CloudOutcome));
        Assert.Contains("It broke off.", result.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_below_the_floor_is_shown_by_neither_tier()
    {
        var asking = AskAsync();
        await AnswerAsync(_model, "local()", 0.2);
        await AnswerAsync(_cloud, "distant()", 0.1);
        var result = await asking;
        Assert.Empty(result.Items);
        Assert.Equal((NoCompletionKind.LowConfidence, CloudOutcome.Unusable), (result.Reason!.Kind, result.Decision.CloudOutcome));
    }

    [Fact]
    public async Task A_sure_text_that_breaks_the_brackets_around_it_escalates()
    {
        var asking = AskAsync();
        await AnswerAsync(_model, "local))", 0.95);
        await AnswerAsync(_cloud, "distant()", 0.9);
        var result = await asking;
        Assert.Equal(("distant()", CascadeCode.EscalatedSyntax), (result.Items[0].GhostText, result.Decision.Code));
    }

    [Fact]
    public async Task After_a_rejection_the_cloud_is_asked_however_sure_and_the_rejected_text_never_comes_back()
    {
        var first = AskAsync();
        await AnswerAsync(_model, "local()", 0.95);
        _engine.Rejected((await first).Items[0].Id);
        var again = AskAsync();
        await AnswerAsync(_model, "local()", 0.95, call: 1);
        await AnswerAsync(_cloud, "local()", 0.95);
        var result = await again;
        Assert.Empty(result.Items);
        Assert.Equal(CascadeCode.EscalatedRejected, result.Decision.Code);
    }

    [Fact]
    public async Task Asked_by_key_after_a_rejection_the_next_best_is_shown_where_there_is_no_cloud()
    {
        _obstacle = new(CascadeCode.KeptNoCloud, "there is none.");
        _workspace.IsSilent = false;
        _model.IsSilent = true;
        var first = AskAsync();
        await AnswerAsync(_workspace, "best()", 0.9);
        _engine.Rejected((await first).Items[0].Id);

        // Unasked nothing is shown in its place.
        var unasked = AskAsync();
        await AnswerAsync(_workspace, "best()", 0.9, call: 1);
        Assert.Equal(NoCompletionKind.Dismissed, (await unasked).Reason!.Kind);

        // By key it is what comes next, of whichever source; what was dismissed is passed over however often it is said.
        _model.IsSilent = false;
        var asked = AskAsync(CompletionTrigger.Invoked);
        await AnswerAsync(_workspace, "best()", 0.9, call: 2);
        await AnswerAsync(_workspace, "best()", 0.8, call: 3);
        await AnswerAsync(_model, "best()", 0.3);
        await AnswerAsync(_workspace, "next()", 0.01, call: 4);
        await AnswerAsync(_model, "other()", 0.02, call: 1);
        Assert.Equal(("other()", 2, 1), ((await asked).Items.Single().GhostText, _workspace.Calls[4].Place.Alternative, _model.Calls[1].Place.Alternative));
        Assert.Contains("next best", (await asked).Explain(), StringComparison.Ordinal);

        // That is dismissed as well, and there is nothing else: it says so.
        _engine.Rejected((await asked).Items[0].Id);
        _model.IsSilent = true;
        var last = AskAsync(CompletionTrigger.Invoked);
        await AnswerAsync(_workspace, "best()", 0.9, call: 5);
        await _workspace.NextAsync(6);
        _workspace.IsSilent = true;
        await AnswerAsync(_workspace, "other()", 0.5, call: 6);
        var result = await last;
        Assert.Equal((0, NoCompletionKind.Dismissed), (result.Items.Count, result.Reason!.Kind));
    }

    [Fact]
    public async Task Asked_by_key_alternatives_are_gone_on_with_however_long_it_takes_until_one_is_fit_to_be_shown()
    {
        _obstacle = new(CascadeCode.KeptNoCloud, "there is none.");
        var asked = AskAsync(CompletionTrigger.Invoked, mostItems: 3);
        var first = await _model.NextAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        first.Begin(")", 1, 0.3);
        first.Finish();
        await AnswerAsync(_model, "other()", 0.2, call: 1);
        Assert.Equal("other()", (await asked).Items.Single().GhostText);
        Assert.Equal(2, _model.Calls.Count);
    }

    [Fact]
    public async Task A_second_asking_by_key_at_the_same_place_escalates_and_one_elsewhere_does_not()
    {
        var first = AskAsync(CompletionTrigger.Invoked);
        await AnswerAsync(_model, "local()", 0.95);
        Assert.Equal(CascadeCode.LocalSure, (await first).Decision.Code);

        var again = AskAsync(CompletionTrigger.Invoked);
        await AnswerAsync(_model, "local()", 0.95, call: 1);
        await AnswerAsync(_cloud, "distant()", 0.9);
        Assert.Equal(("distant()", CascadeCode.EscalatedAgain), ((await again).Items[0].GhostText, (await again).Decision.Code));

        Type("x");
        var elsewhere = AskAsync(CompletionTrigger.Invoked);
        await AnswerAsync(_model, "yz()", 0.95, call: 2);
        Assert.Equal(CascadeCode.LocalSure, (await elsewhere).Decision.Code);
    }

    [Theory]
    [InlineData(CascadeCode.KeptBudget)]
    [InlineData(CascadeCode.KeptNoCloud)]
    public async Task What_stands_in_the_way_keeps_it_local_and_is_named(CascadeCode code)
    {
        _obstacle = new(code, "for a reason of its own.");
        var asking = AskAsync();
        await AnswerAsync(_model, "local()", 0.55);
        var result = await asking;
        Assert.Equal(("local()", code), (result.Items[0].GhostText, result.Decision.Code));
        Assert.Contains("for a reason of its own.", result.Decision.Explanation, StringComparison.Ordinal);
        Assert.Empty(_cloud.Calls);
    }

    [Fact]
    public async Task With_a_delay_nothing_begins_before_it_has_passed_but_what_is_shown_stays()
    {
        _engine.Apply(new EngineSettings { DelayMilliseconds = 400, Prefetch = PrefetchMode.Off }, null);
        var asking = AskAsync();
        await Until(() => _clock.Timers == 1);
        _clock.Advance(TimeSpan.FromMilliseconds(399));
        Assert.Empty(_model.Calls);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await AnswerAsync(_model, "local()", 0.95);
        Assert.Equal("local()", (await asking).Items[0].GhostText);

        Type("lo");
        Assert.Equal("cal()", (await AskAsync()).Items[0].GhostText);

        Type("x");
        var elsewhere = AskAsync();
        await Until(() => _clock.Timers == 1);
        var byKey = AskAsync(CompletionTrigger.Invoked);
        await AnswerAsync(_model, "yz()", 0.95, call: 1);
        Assert.Equal("yz()", (await byKey).Items[0].GhostText);

        Type("y");
        _clock.Advance(TimeSpan.FromMilliseconds(400));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => elsewhere);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Single_line_never_asks_for_a_block(bool singleLine)
    {
        _engine.Apply(new EngineSettings { SingleLine = singleLine, Prefetch = PrefetchMode.Off }, null);
        Type("1\ndef f():\n    ");
        var asking = AskAsync();
        var call = await _model.NextAsync();
        Assert.Equal(!singleLine, call.Place.Shape.IsBlock);
        await AnswerAsync(_model, "return 1", 0.95);
        await asking;
    }

    [Fact]
    public async Task Failures_in_a_row_open_the_circuit()
    {
        for (var i = 0; i < 2; i++)
        {
            var asking = AskAsync();
            await AnswerAsync(_model, "local()", 0.2, call: i);
            (await _cloud.NextAsync(i)).Fail(new CloudException(CloudFailure.Failed, "The engines failed it."));
            await asking;
        }

        Assert.False(_circuit.TryEnter());
    }

    [Fact]
    public async Task A_language_that_stays_here_stays_here()
    {
        _engine.Apply(new EngineSettings { LocalOnlyLanguages = ["Python"], CloudDebounceMilliseconds = 0 }, null);
        var asking = AskAsync();
        await AnswerAsync(_model, "local()", 0.55);
        Assert.Equal(CascadeCode.KeptRule, (await asking).Decision.Code);
        Assert.Empty(_cloud.Calls);
    }

    [Fact]
    public async Task A_keystroke_that_agrees_keeps_the_cloud_alive_and_the_next_request_joins_it()
    {
        var asking = AskAsync();
        await AnswerAsync(_model, "distant()", 0.2);
        var cloud = await _cloud.NextAsync();
        cloud.Begin("distant()", 3, 0.9);
        var typed = TypeAndAskAsync("d");
        cloud.Finish();
        var result = await typed;
        Assert.Equal(("istant()", true, CompletionOrigin.Cloud), (result.Items[0].GhostText, result.Joined, result.Items[0].Origin));
        Assert.Single(_cloud.Calls);
        Assert.Single(_model.Calls);
        await asking;
    }

    [Fact]
    public async Task A_request_under_other_settings_does_not_join_what_is_made_under_the_old_ones()
    {
        var before = AskAsync();
        await _model.NextAsync();
        _engine.Apply(new EngineSettings { ModelThreshold = 0.8, Prefetch = PrefetchMode.Off }, null);
        var after = AskAsync();
        await AnswerAsync(_model, "local()", 0.9, call: 1);
        Assert.Equal(("local()", false), ((await after).Items[0].GhostText, (await after).Joined));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => before);
    }

    [Fact]
    public async Task A_keystroke_that_diverges_stops_both_tiers_at_once()
    {
        var asking = AskAsync();
        var local = await _model.NextAsync();
        local.Begin("local()", 3, 0.2);
        var cloud = await _cloud.NextAsync();
        cloud.Begin("distant()", 3, 0.9);
        Type("x");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Until(() => !local.IsAlive && !cloud.IsAlive);
    }

    [Fact]
    public async Task Text_that_comes_later_and_disagrees_with_what_was_typed_is_dropped_for_a_new_question()
    {
        _ = AskAsync();
        var local = await _model.NextAsync();
        var typed = TypeAndAskAsync("x");
        local.Begin("local()", 3, 0.95);
        local.Finish();
        await AnswerAsync(_model, "yz()", 0.95, call: 1);
        Assert.Equal("yz()", (await typed).Items[0].GhostText);
    }

    [Fact]
    public async Task Nobody_left_to_answer_ends_the_work_after_a_grace()
    {
        using var source = new CancellationTokenSource();
        var asking = _engine.CompleteAsync(new() { Document = _document, Offset = _document.Text.Length }, source.Token).AsTask();
        var local = await _model.NextAsync();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.True(local.IsAlive);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        await Until(() => !local.IsAlive && _engine.InFlight == 0);
    }

    [Fact]
    public async Task The_cloud_is_not_asked_before_the_typist_pauses()
    {
        _engine.Apply(new EngineSettings { CloudDebounceMilliseconds = 200, Prefetch = PrefetchMode.Off }, null);
        Type("a");
        var asking = AskAsync();
        await AnswerAsync(_model, "local()", 0.2);
        await Until(() => _clock.Timers == 1);
        _clock.Advance(TimeSpan.FromMilliseconds(150));
        Assert.Empty(_cloud.Calls);
        Type("b");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Until(() => _clock.Timers == 0);
        asking = AskAsync();
        await AnswerAsync(_model, "local()", 0.2, call: 1);
        await Until(() => _clock.Timers == 1);
        _clock.Advance(TimeSpan.FromMilliseconds(150));
        Assert.Empty(_cloud.Calls);
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        await AnswerAsync(_cloud, "distant()", 0.9);
        Assert.Equal(TimeSpan.FromMilliseconds(200), (await asking).Timings.Debounce);
        Assert.Single(_cloud.Calls);
    }

    [Fact]
    public async Task While_a_suggestion_is_shown_the_next_is_computed_as_if_it_were_accepted_by_the_local_tier_alone()
    {
        _engine.Apply(new EngineSettings { CloudDebounceMilliseconds = 0, Prefetch = PrefetchMode.Local }, null);
        var asking = AskAsync();
        await AnswerAsync(_model, "local", 0.95);
        var shown = (await asking).Items[0];
        await AnswerAsync(_model, " + more", 0.55, call: 1);
        Assert.Equal("value = local", _model.Calls[1].Place.Request.Document.Text.ToString(0, 13));
        await Until(() => _engine.InFlight == 0);

        Type(shown.GhostText);
        var next = await AskAsync();
        Assert.Equal((" + more", true), (next.Items[0].GhostText, next.Items[0].FromCache));
        Assert.Empty(_cloud.Calls);
    }

    [Fact]
    public async Task What_is_computed_ahead_stops_when_something_else_is_typed_and_goes_on_while_the_shown_text_is()
    {
        _engine.Apply(new EngineSettings { Prefetch = PrefetchMode.Local }, null);
        var asking = AskAsync();
        await AnswerAsync(_model, "local", 0.95);
        await asking;
        var ahead = await _model.NextAsync(1);
        Type("lo");
        Assert.True(ahead.IsAlive);
        Type("x");
        await Until(() => !ahead.IsAlive);
    }

    private Task<CompletionResult> AskAsync(CompletionTrigger trigger = CompletionTrigger.Automatic, int mostItems = 1) =>
        _engine.CompleteAsync(new() { Document = _document, Offset = _document.Text.Length, Trigger = trigger, MaxItems = mostItems }, default).AsTask();

    private void Type(string text)
    {
        var change = new TextChange(_document.Text.Length, 0, text);
        _document = _document with { Version = _document.Version + 1, Text = _document.Text.WithChange(change) };
        _engine.DocumentChanged(_document, [change]);
    }

    private Task<CompletionResult> TypeAndAskAsync(string text)
    {
        Type(text);
        return AskAsync();
    }

    private static async Task AnswerAsync(ScriptedSource source, string text, double confidence, int call = 0)
    {
        var question = await source.NextAsync(call);
        question.Begin(text, Math.Min(3, text.Length), confidence);
        question.Finish();
    }

    private static async Task Until(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow + Patience.Limit;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "It did not come to that.");
            await Task.Yield();
        }
    }
}
