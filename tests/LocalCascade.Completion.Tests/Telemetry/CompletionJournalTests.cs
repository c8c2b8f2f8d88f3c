using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Telemetry;
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
