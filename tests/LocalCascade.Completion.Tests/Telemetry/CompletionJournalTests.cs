using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Telemetry;
using LocalCascade.Completion.Tests.Cascade.Scripted;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Telemetry;

/// <summary>What an engine writes down, from the file that it ends in.</summary>
public sealed class CompletionJournalTests : IAsyncDisposable
{
    private const string Uri = "file:///w/a.cs";

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly CompletionEngine _engine;
    private readonly TelemetryStore _store;
    private DocumentSnapshot _document = new(Uri, "csharp", 1, SourceText.From(Samples.RepeatedLine[..Samples.RepeatedLine.IndexOf('‸', StringComparison.Ordinal)]));

    public CompletionJournalTests()
    {
        _engine = new(new EngineSettings { UseModel = false }, null, _clock);
        _store = new(_folder.Combine("telemetry.db"), TimeSpan.FromDays(90), _clock, new LinesLogger());
        _engine.UseTelemetry(_store, PathHash.FromFile(_folder.Combine("telemetry.key")), "Tester");
        _engine.DocumentOpened(_document);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_suggestion_that_is_accepted_word_by_word_is_counted_once()
    {
        var item = Assert.Single((await AskAsync()).Items);
        _engine.Shown(item.Id);
        var lead = item.InsertText.Length - item.GhostText.Length;
        foreach (var length in new[] { 5, 15, 15 })
        {
            _engine.PartiallyAccepted(item.Id, lead + length);
        }

        Edit(item.GhostText);
        _engine.Accepted(item.Id);
        Assert.Equal(item.GhostText.Length, await ReadAsync("SELECT sum(inserted) FROM typing"));
        Assert.Equal(item.GhostText.Length, await ReadAsync("SELECT accepted_characters FROM completions"));
    }

    [Fact]
    public async Task Typing_through_is_one_suggestion_of_the_first_request()
    {
        var first = Assert.Single((await AskAsync()).Items);
        _engine.Shown(first.Id);
        foreach (var character in "store")
        {
            Edit(character.ToString());
        }

        var again = Assert.Single((await AskAsync()).Items);
        Assert.True(again.FromCache);
        _engine.Accepted(again.Id);
        Assert.Equal(1, await ReadAsync("SELECT count(*) FROM completions c JOIN completions first ON c.computed_by = first.id WHERE c.from_cache = 1 AND first.from_cache = 0 AND first.accepted IS NOT NULL"));
        Assert.Equal(5, await ReadAsync("SELECT sum(typed) FROM typing"));
    }

    [Fact]
    public async Task What_the_user_typed_over_is_ignored_until_something_becomes_of_it()
    {
        var item = Assert.Single((await AskAsync()).Items);
        _engine.Shown(item.Id);
        _engine.Ignored(item.Id);
        Assert.Equal(1, await ReadAsync("SELECT count(*) FROM completions WHERE ignored IS NOT NULL"));

        // It came back by typing through, and was accepted; what an editor tidies up after that changes nothing.
        _engine.Accepted(item.Id);
        _engine.Ignored(item.Id);
        Assert.Equal(1, await ReadAsync("SELECT count(*) FROM completions WHERE ignored IS NULL AND accepted IS NOT NULL"));
    }

    [Fact]
    public async Task What_another_answer_replaced_is_ignored_without_the_editor_telling()
    {
        Assert.Single((await AskAsync()).Items);
        Edit("\n}\n\n");
        await AskAsync();
        Assert.Equal(1, await ReadAsync("SELECT count(*) FROM completions WHERE ignored IS NOT NULL AND characters > 0"));
    }

    [Fact]
    public async Task One_file_has_one_hash_and_another_another()
    {
        await AskAsync();
        await AskAsync();
        _document = _document with { Uri = "file:///w/b.cs" };
        _engine.DocumentOpened(_document);
        await AskAsync();
        Assert.Equal(2, await ReadAsync("SELECT count(DISTINCT path_hash) FROM completions WHERE length(path_hash) = 16"));
        Assert.Equal(3, await ReadAsync("SELECT count(*) FROM completions WHERE client = 'Tester' AND language = 'csharp' AND length(id) = 32"));
    }

    [Fact]
    public async Task Typing_through_a_dismissed_text_brings_nothing_and_the_rows_say_why()
    {
        _engine.Rejected(Assert.Single((await AskAsync()).Items).Id);
        foreach (var character in "store.")
        {
            Edit(character.ToString());
            Assert.Empty((await AskAsync()).Items);
        }

        Assert.Equal(6, await ReadAsync("SELECT count(*) FROM completions WHERE reason = 'Dismissed' AND origin = '' AND computed_by = '' AND characters = 0"));
        Assert.Equal(7, await ReadAsync("SELECT count(*) FROM completions"));
    }

    [Fact]
    public async Task Another_editors_answer_is_this_ones_own_suggestion_and_was_not_computed_ahead()
    {
        await using var shared = new SharedTiers(_clock);
        var settings = new EngineSettings { UseModel = false, Prefetch = PrefetchMode.Off };
        await using var other = new CompletionEngine(settings, null, _clock, shared: shared);
        await using var own = new CompletionEngine(settings, null, _clock, shared: shared);
        own.UseTelemetry(_store, null, "Own");
        other.DocumentOpened(_document);
        own.DocumentOpened(_document);
        var request = new CompletionRequest { Document = _document, Offset = _document.Text.Length };
        await other.CompleteAsync(request, default);
        Assert.True(Assert.Single((await own.CompleteAsync(request, default)).Items).FromCache);
        await own.CompleteAsync(request, default);
        Assert.Equal(1, await ReadAsync("SELECT count(*) FROM completions c JOIN completions first ON c.computed_by = first.id WHERE first.from_cache = 1 AND first.computed_by = '' AND first.prefetched = 0 AND c.client = 'Own'"));
    }

    [Fact]
    public async Task A_request_that_joined_and_was_cancelled_is_a_row_of_its_own_without_the_others_cost()
    {
        var model = new ScriptedSource(CompletionOrigin.LocalModel);
        await using var engine = OpenWith(model);
        var request = new CompletionRequest { Document = _document, Offset = _document.Text.Length };
        using var leaving = new CancellationTokenSource();
        var first = engine.CompleteAsync(request, default).AsTask();
        var call = await model.NextAsync();
        var joined = engine.CompleteAsync(request, leaving.Token).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joined);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.CompleteAsync(request, leaving.Token).AsTask());
        call.Begin("local()", 3, 0.9);
        call.Finish();
        Assert.Single((await first).Items);

        Assert.Equal(1, await ReadAsync("SELECT count(*) FROM completions WHERE cancelled_at = 'prefill' AND joined = 1 AND origin = '' AND computed_by = '' AND cloud_requests = 0"));
        Assert.Equal(1, await ReadAsync("SELECT count(*) FROM completions WHERE cancelled_at = 'queued' AND joined = 0"));
        Assert.Equal(3, await ReadAsync("SELECT count(DISTINCT id) FROM completions"));
        Assert.Equal(2, engine.Status.Cancelled);
    }

    [Fact]
    public async Task A_joined_answer_names_the_cancelled_request_that_it_was_computed_for()
    {
        var model = new ScriptedSource(CompletionOrigin.LocalModel);
        await using var engine = OpenWith(model);
        var request = new CompletionRequest { Document = _document, Offset = _document.Text.Length };
        using var leaving = new CancellationTokenSource();
        var first = engine.CompleteAsync(request, leaving.Token).AsTask();
        var call = await model.NextAsync();
        var joined = engine.CompleteAsync(request, default).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        call.Begin("local()", 3, 0.9);
        call.Finish();
        Assert.Single((await joined).Items);

        // The cancelled one's row is written when its work has ended, beside the answer.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await ReadAsync("SELECT count(*) FROM completions") < 2)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(1, await ReadAsync("SELECT count(*) FROM completions c JOIN completions first ON c.computed_by = first.id WHERE c.joined = 1 AND c.prefetched = 0 AND first.cancelled_at = 'prefill'"));
    }

    // An engine whose one source says what the test says.
    private CompletionEngine OpenWith(ScriptedSource model)
    {
        var silent = new ScriptedSource(CompletionOrigin.Workspace) { IsSilent = true };
        var engine = new CompletionEngine(new() { Prefetch = PrefetchMode.Off }, _clock, silent, model, silent, new CloudGate(() => new(CascadeCode.KeptNoCloud, "There is none."), new(), () => null));
        engine.UseTelemetry(_store, null, "Scripted");
        engine.DocumentOpened(_document);
        return engine;
    }

    private ValueTask<CompletionResult> AskAsync() => _engine.CompleteAsync(new() { Document = _document, Offset = _document.Text.Length }, default);

    private void Edit(string text)
    {
        var change = new TextChange(_document.Text.Length, 0, text);
        _document = _document with { Version = _document.Version + 1, Text = _document.Text.WithChange(change) };
        _engine.DocumentChanged(_document, [change]);
    }

    private async Task<long> ReadAsync(string query)
    {
        await _store.FlushAsync(default);
        using var connection = TelemetryFile.OpenToRead(_folder.Combine("telemetry.db"));
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }
}
