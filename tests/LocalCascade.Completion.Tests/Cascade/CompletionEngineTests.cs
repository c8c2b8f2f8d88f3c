using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Documents;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Cascade;

/// <summary>The engine with the predictor and a real, small model (random weights: what it says means nothing).</summary>
public sealed class CompletionEngineTests : IAsyncDisposable
{
    private const string Repeated = Samples.RepeatedLine;

    private static readonly string Model = RepositoryRoot.Combine("tests", "LocalCascade.Inference.Tests", "Fixtures", "llama-fp32");

    private readonly CompletionEngine _engine = new(new EngineSettings { UseModel = false }, null);
    private int _version;

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task The_workspaces_own_line_is_suggested_and_named_as_such()
    {
        var item = Assert.Single((await AskAsync(Repeated)).Items);
        Assert.Equal(("store.FindAsync(id, cancellationToken);", CompletionOrigin.Workspace, false), (item.GhostText, item.Origin, item.FromCache));
        Assert.Equal("    var order = await ", item.InsertText[..^item.GhostText.Length]);
    }

    [Fact]
    public async Task An_item_begins_behind_a_character_outside_the_BMP()
    {
        var text = Repeated.Replace("    var order = await ", "/* \U0001F600 */ var order = await ", StringComparison.Ordinal);
        var item = Assert.Single((await AskAsync(text)).Items);
        Assert.Equal(" */ var order = await ", item.InsertText[..^item.GhostText.Length]);
        Assert.Equal("store.FindAsync(id, cancellationToken);", item.GhostText);
        Assert.Equal(text.IndexOf('‸', StringComparison.Ordinal), item.Start + item.Length);
    }

    [Fact]
    public async Task Typing_along_is_answered_from_the_first_answer()
    {
        var first = Assert.Single((await AskAsync(Repeated)).Items);
        var typed = Assert.Single((await ChangeAsync(Repeated.Replace("‸", "store.F‸", StringComparison.Ordinal))).Items);
        Assert.Equal((true, first.Id, first.GhostText["store.F".Length..]), (typed.FromCache, typed.Id, typed.GhostText));
        Assert.Equal((1, 1), (_engine.Status.FromWorkspace, _engine.Status.FromCache));
    }

    [Fact]
    public async Task A_source_that_is_switched_off_is_not_heard_again()
    {
        var document = Open(Repeated);
        var request = new CompletionRequest { Document = document, Offset = Repeated.IndexOf('‸', StringComparison.Ordinal), Trigger = CompletionTrigger.Automatic };
        Assert.Single((await _engine.CompleteAsync(request, default)).Items);
        _engine.Apply(new() { UseModel = false, UseWorkspace = false }, null);
        Assert.Empty((await _engine.CompleteAsync(request, default)).Items);
    }

    [Fact]
    public async Task One_editors_settings_leave_the_others_their_answers_and_each_hears_only_the_sources_that_it_has_on()
    {
        await using var shared = new SharedTiers();
        var settings = new EngineSettings { UseModel = false, Prefetch = PrefetchMode.Off };
        await using var first = new CompletionEngine(settings, null, shared: shared);
        await using var second = new CompletionEngine(settings with { UseWorkspace = false }, null, shared: shared);
        var offset = Repeated.IndexOf('‸', StringComparison.Ordinal);
        var request = new CompletionRequest { Document = new("file:///w/a.cs", "csharp", 1, SourceText.From(Repeated.Remove(offset, 1))), Offset = offset };
        first.DocumentOpened(request.Document);
        second.DocumentOpened(request.Document);

        var item = Assert.Single((await first.CompleteAsync(request, default)).Items);
        Assert.Empty((await second.CompleteAsync(request, default)).Items);

        // Switched on, it gets the other's answer; what it does with its settings then is its own affair.
        second.Apply(settings, null);
        Assert.Equal(item.Id, Assert.Single((await second.CompleteAsync(request, default)).Items).Id);
        second.Apply(settings with { WorkspaceThreshold = 1, CachedAnswers = 0 }, null);
        Assert.Empty((await second.CompleteAsync(request, default)).Items);
        Assert.Equal((item.Id, true), Assert.Single((await first.CompleteAsync(request, default)).Items) is var again ? (again.Id, again.FromCache) : default);

        // What one user dismissed is dismissed in every editor.
        second.Rejected(item.Id);
        Assert.Empty((await first.CompleteAsync(request, default)).Items);
    }

    [Fact]
    public async Task A_dismissed_text_is_not_offered_there_again()
    {
        var first = Assert.Single((await AskAsync(Repeated)).Items);
        _engine.Rejected(first.Id);
        var again = await ChangeAsync(Repeated);
        Assert.Empty(again.Items);
        Assert.Equal(NoCompletionKind.Dismissed, again.Reason!.Kind);
    }

    [Fact]
    public async Task Asked_by_key_where_the_best_was_dismissed_the_predictor_gives_its_next_best()
    {
        var text = Repeated.Replace("ShipAsync", "LendAsync", StringComparison.Ordinal).Replace("‸", "archive.LoadAsync(id);\n    Lend(order);\n}\n\nasync Task ShipAsync(int id)\n{\n    var order = await ‸", StringComparison.Ordinal);
        var first = Assert.Single((await AskAsync(text, CompletionTrigger.Invoked)).Items);
        _engine.Rejected(first.Id);
        var second = Assert.Single((await ChangeAsync(text, CompletionTrigger.Invoked)).Items);
        Assert.Equal(CompletionOrigin.Workspace, second.Origin);
        _engine.Rejected(second.Id);
        Assert.DoesNotContain((await ChangeAsync(text, CompletionTrigger.Invoked)).Items, item => item.GhostText == first.GhostText || item.GhostText == second.GhostText);
        Assert.Contains("archive.LoadAsync(id);", new[] { first.GhostText, second.GhostText });
    }

    [Fact]
    public async Task What_looks_like_a_credential_is_not_shown()
    {
        var result = await AskAsync("client.Authorize(account, \"ghp_0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r\");\nclient.Authorize(account, \"ghp_0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r\");\nclient.Authorize(account, ‸\n", CompletionTrigger.Invoked);
        Assert.Empty(result.Items);
    }

    [Theory]
    [InlineData("file:///w/.env", NoCompletionKind.Excluded)]
    [InlineData("file:///w/id_rsa", NoCompletionKind.Excluded)]
    [InlineData("file:///w/a.lua", NoCompletionKind.Disabled)]
    [InlineData("file:///w/a.txt", NoCompletionKind.NothingFound)]
    public async Task An_empty_answer_has_a_truthful_reason(string uri, NoCompletionKind kind)
    {
        _engine.Apply(new() { UseModel = false, DisabledLanguages = ["lua"] }, null);
        var result = await AskAsync("alone ‸\n", CompletionTrigger.Automatic, uri);
        Assert.Empty(result.Items);
        Assert.Equal(kind, result.Reason!.Kind);
        Assert.EndsWith(".", result.Reason.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_suggest_widgets_choice_is_extended_in_its_range()
    {
        var text = Repeated.Replace("‸", "sto‸", StringComparison.Ordinal);
        var offset = text.IndexOf('‸', StringComparison.Ordinal);
        var document = Open(text);
        var selected = new SelectedCompletion(offset - 3, 3, "store");
        var item = Assert.Single((await _engine.CompleteAsync(new() { Document = document, Offset = offset, Selected = selected }, default)).Items);
        Assert.Equal((selected.Start, selected.Length, "store.FindAsync(id, cancellationToken);"), (item.Start, item.Length, item.InsertText));
    }

    [Fact]
    public async Task The_model_answers_when_asked_and_waits_are_for_loading_only()
    {
        await using var engine = new CompletionEngine(new EngineSettings { UseWorkspace = false, RespectGitIgnore = false }, Model);
        engine.Start();
        var document = new DocumentSnapshot("file:///w/a.py", "python", 1, SourceText.From("def area(w, h):\n    return "));
        engine.DocumentOpened(document);
        var result = await engine.CompleteAsync(new() { Document = document, Offset = document.Text.Length, Trigger = CompletionTrigger.Invoked }, default);
        Assert.Equal(ModelState.Ready, engine.Status.Model.State);
        Assert.True(result.Timings.PromptTokens > 0 && result.Timings.GeneratedTokens > 0);
    }

    [Fact]
    public async Task Who_asks_for_several_gets_different_texts_of_the_model()
    {
        var embedded = Directory.GetDirectories(RepositoryRoot.Combine("models")).First(folder => File.Exists(Path.Combine(folder, "genai_config.json")));
        await using var engine = new CompletionEngine(new EngineSettings { UseWorkspace = false, RespectGitIgnore = false }, embedded, new ManualTimeProvider());
        engine.Start();
        var document = new DocumentSnapshot("file:///w/a.py", "python", 1, SourceText.From("import os\n\n\ndef read(path):\n    with open(path) as f:\n        return \n\n\ndef write(path):\n    pass\n"));
        var offset = document.Text.ToString(0, document.Text.Length).IndexOf("return ", StringComparison.Ordinal) + "return ".Length;
        engine.DocumentOpened(document);
        var result = await engine.CompleteAsync(new() { Document = document, Offset = offset, Trigger = CompletionTrigger.Invoked, MaxItems = 3 }, default);
        Assert.Equal(3, result.Items.Select(item => item.GhostText).Distinct().Count());
        Assert.All(result.Items, item => Assert.Equal(CompletionOrigin.LocalModel, item.Origin));
    }

    [Fact]
    public async Task Requests_and_edits_at_random_are_answered_or_cancelled_but_never_fail()
    {
        await using var engine = new CompletionEngine(new EngineSettings { RespectGitIgnore = false }, Model);
        engine.Start();
        var random = new Random(11);
        var text = SourceText.From(Repeated.Replace("‸", "", StringComparison.Ordinal));
        var document = new DocumentSnapshot("file:///w/a.cs", "csharp", 1, text);
        engine.DocumentOpened(document);
        var running = new List<Task>();
        for (var i = 0; i < 400; i++)
        {
            var source = new CancellationTokenSource();
            var request = new CompletionRequest { Document = document, Offset = random.Next(document.Text.Length + 1), Trigger = (CompletionTrigger)random.Next(2) };
            running.Add(Task.Run(async () =>
            {
                try
                {
                    var result = await engine.CompleteAsync(request, source.Token);
                    Assert.Equal(result.Items.Count == 0, result.Reason is not null);
                }
                catch (OperationCanceledException)
                {
                    // By its token, or overtaken by an edit or a newer request.
                }
            }));
            if (random.Next(2) == 0)
            {
                await source.CancelAsync();
            }

            var at = random.Next(document.Text.Length);
            var change = random.Next(3) == 0 ? new TextChange(at, 1, "") : new TextChange(at, 0, "x = (\n"[random.Next(6)].ToString());
            document = document with { Version = i + 2, Text = document.Text.WithChange(change) };
            engine.DocumentChanged(document, [change]);
        }

        await Task.WhenAll(running);
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_leaves_the_workspace_answering()
    {
        await using var engine = new CompletionEngine(new(), "/nowhere/model");
        engine.Start();
        await engine.WhenReadyAsync(default);
        Assert.Equal(ModelState.Failed, engine.Status.Model.State);
        Assert.Contains("/nowhere/model", engine.Status.Model.Message, StringComparison.Ordinal);
        engine.Apply(new() { UseModel = false }, null);
        Assert.Equal(ModelState.Off, engine.Status.Model.State);
    }

    private ValueTask<CompletionResult> AskAsync(string marked, CompletionTrigger trigger = CompletionTrigger.Automatic, string uri = "file:///w/src/Orders.cs") =>
        _engine.CompleteAsync(new() { Document = Open(marked, uri), Offset = marked.IndexOf('‸', StringComparison.Ordinal), Trigger = trigger }, default);

    private DocumentSnapshot Open(string marked, string uri = "file:///w/src/Orders.cs")
    {
        var document = new DocumentSnapshot(uri, uri.EndsWith("lua", StringComparison.Ordinal) ? "lua" : "csharp", ++_version, SourceText.From(marked.Replace("‸", "", StringComparison.Ordinal)));
        _engine.DocumentOpened(document);
        return document;
    }

    private ValueTask<CompletionResult> ChangeAsync(string marked, CompletionTrigger trigger = CompletionTrigger.Automatic)
    {
        var text = SourceText.From(marked.Replace("‸", "", StringComparison.Ordinal));
        var document = new DocumentSnapshot("file:///w/src/Orders.cs", "csharp", ++_version, text);
        _engine.DocumentChanged(document, [new(0, 0, ""), new(0, 0, "")]);
        return _engine.CompleteAsync(new() { Document = document, Offset = marked.IndexOf('‸', StringComparison.Ordinal), Trigger = trigger }, default);
    }
}
