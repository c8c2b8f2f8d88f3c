using LocalCascade.CloudTier.Tests.Support;
using LocalCascade.Completion;
using LocalCascade.Completion.Cascade;
using LocalCascade.Completion.Documents;
using LocalCascade.Completion.Tests.Observing;
using LocalCascade.Proxy.Tests.Support;
using LocalCascade.Tests;

namespace LocalCascade.CloudTier.Tests.Client;

/// <summary>The cascade over real frames: engine, client, relay that reads frames, proxy, upstream.</summary>
public sealed class EscalationTests
{
    private const string Uri = "untitled:a.py";

    private static readonly EngineSettings Settings = new() { UseModel = false, CloudDebounceMilliseconds = 0, EscalationDeadlineMilliseconds = 10_000, WorkspaceMemoryMegabytes = 1, Prefetch = PrefetchMode.Off };

    [Fact]
    public async Task An_unsure_local_tier_is_answered_by_the_cloud_under_the_same_id()
    {
        await using var upstream = await Engine.StartAsync();
        upstream.Answer = request => Engine.StreamAsync(request, ["area(", "width)"]);
        await using var proxy = await TestProxy.StartAsync(upstream);
        await using var cloud = await Cloud.StartAsync(proxy);
        await using var editor = new Typist(cloud);
        var result = await editor.AskAsync();
        Assert.Equal(("area(width)", CompletionOrigin.Cloud, CloudOutcome.Won), (result.Items[0].GhostText, result.Items[0].Origin, result.Decision.CloudOutcome));
        Assert.Equal(result.RequestId, upstream.Requests.Single().RequestId);
        Assert.Equal(0, cloud.Relay.Resets);
    }

    [Fact]
    public async Task A_keystroke_that_agrees_costs_no_stream_and_is_answered_from_the_one_that_runs()
    {
        await using var upstream = await Engine.StartAsync();
        var go = new TaskCompletionSource();
        upstream.Answer = async request =>
        {
            await request.WriteEventAsync("ar", request.Token);
            await go.Task;
            await Engine.StreamAsync(request, ["ea(", "width)"]);
        };
        await using var proxy = await TestProxy.StartAsync(upstream);
        await using var cloud = await Cloud.StartAsync(proxy);
        await using var editor = new Typist(cloud);
        using var source = new CancellationTokenSource();
        var first = editor.AskAsync(source.Token);
        await upstream.NextAsync();

        // As VS Code does it: the old request is cancelled, the edit told, the new request made.
        await source.CancelAsync();
        editor.Type("a");
        var second = editor.AskAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        go.SetResult();
        var result = await second;
        Assert.Equal(("rea(width)", true), (result.Items[0].GhostText, result.Joined));
        Assert.Single(upstream.Requests);
        Assert.Equal(0, cloud.Relay.Resets);
    }

    [Fact]
    public async Task A_keystroke_that_diverges_resets_one_stream_up_to_the_engine_and_the_connection_lives_on()
    {
        await using var upstream = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(upstream);
        await using var cloud = await Cloud.StartAsync(proxy);
        await using var editor = new Typist(cloud);
        for (var i = 0; i < 20; i++)
        {
            upstream.Answer = Engine.HangAsync;
            var asking = editor.AskAsync();
            var request = await upstream.NextAsync();
            await Eventually.HoldsAsync(() => cloud.Relay.Frames.Count(frame => !frame.FromClient && frame.Type == FrameType.Data) > i, "the first text");
            editor.Type("x");
            try
            {
                // Where the text came only after the keystroke, it was found to be of no use then.
                Assert.Empty((await asking).Items);
            }
            catch (OperationCanceledException)
            {
            }

            await request.Aborted.WaitAsync(Patience.Limit);
        }

        upstream.Answer = static request => Engine.StreamAsync(request, ["area(", "width)"]);
        Assert.Equal("area(width)", (await editor.AskAsync()).Items[0].GhostText);
        Assert.Equal(20, cloud.Relay.Resets);
        Assert.Single(cloud.Relay.Connections);
        Assert.Equal(1, upstream.Connections);
    }

    [Fact]
    public async Task A_late_cloud_is_reset_at_its_deadline()
    {
        await using var upstream = await Engine.StartAsync();
        upstream.Answer = Engine.HangAsync;
        await using var proxy = await TestProxy.StartAsync(upstream);
        await using var cloud = await Cloud.StartAsync(proxy);
        var clock = new ManualTimeProvider();
        await using var editor = new Typist(cloud, Settings with { EscalationDeadlineMilliseconds = 50 }, clock);
        var asking = editor.AskAsync();
        var request = await upstream.NextAsync();
        await Eventually.HoldsAsync(() => clock.Timers > 0, "the deadline runs");
        clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(CloudOutcome.Late, (await asking).Decision.CloudOutcome);
        await request.Aborted.WaitAsync(Patience.Limit);
        Assert.Equal(1, cloud.Relay.Resets);
    }

    [Fact]
    public async Task A_block_that_takes_long_is_answered_with_its_whole_lines_so_far()
    {
        string[] whole = ["    x", " = ", "1\\n", "    y", " = 2\\n"];
        await using var upstream = await Engine.StartAsync();
        var late = new TaskCompletionSource();
        upstream.Answer = async request =>
        {
            foreach (var text in whole)
            {
                await request.WriteEventAsync(text, request.Token);
            }

            await late.Task;
            await request.WriteEventAsync("    ret", request.Token);
            await request.Aborted;
        };
        await using var proxy = await TestProxy.StartAsync(upstream);
        await using var cloud = await Cloud.StartAsync(proxy);
        var clock = new ManualTimeProvider();
        await using var editor = new Typist(cloud, Settings with { EscalationDeadlineMilliseconds = 1_000 }, clock);
        editor.Type("0\ndef area():\n");
        var asking = editor.AskAsync();
        await Eventually.HoldsAsync(() => editor.Onlooker.Steps.Count(step => step.Step.StartsWith("cloud sent", StringComparison.Ordinal)) == whole.Length, "the lines are there");
        clock.Advance(TimeSpan.FromMilliseconds(1_001));
        late.SetResult();
        var result = await asking;
        Assert.True(result.Items.Count == 1, result.Explain());
        Assert.Equal(("    x = 1\n    y = 2", CloudOutcome.Won), (result.Items[0].GhostText, result.Decision.CloudOutcome));
        await upstream.Requests.Single().Aborted.WaitAsync(Patience.Limit);
        Assert.Equal(1, cloud.Relay.Resets);
    }

    [Fact]
    public async Task Other_open_files_go_along_and_those_that_may_not_leave_stay()
    {
        await using var upstream = await Engine.StartAsync();
        await using var proxy = await TestProxy.StartAsync(upstream);
        await using var cloud = await Cloud.StartAsync(proxy);
        await using var editor = new Typist(cloud, Settings with { LocalOnlyPatterns = ["private.py"], WorkspaceEscalationThreshold = 1 });
        const string Like = "def area(width, height):\n    return width * height  # total of the ";
        editor.Open("file:///w/shapes.py", Like + "shapes\n");
        editor.Open("file:///w/private.py", Like + "hidden\n");
        editor.Open("file:///w/keys.py", Like + "keys\ntoken = \"ghp_0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r\"\n");
        editor.Type("width * height + area(width, height)\nreturn area(width, ");
        await editor.AskAsync();
        var body = upstream.Requests.Single().Body;
        Assert.Contains("total of the shapes", body, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", body, StringComparison.Ordinal);
        Assert.DoesNotContain("keys", body, StringComparison.Ordinal);
        Assert.DoesNotContain("file:///", body, StringComparison.Ordinal);
    }

    /// <summary>A document in an engine with this cloud.</summary>
    private sealed class Typist : IAsyncDisposable
    {
        private readonly CompletionEngine _engine;
        private DocumentSnapshot _document = new(Uri, "python", 1, SourceText.From("total = "));

        public Typist(Cloud cloud, EngineSettings? settings = null, TimeProvider? clock = null)
        {
            _engine = new(settings ?? Settings, null, clock) { Observer = Onlooker };
            _engine.SetWorkspaceFolders(["/w"]);
            _engine.UseCloud(cloud.Client);
            _engine.DocumentOpened(_document);
        }

        /// <summary>What became of it, step by step.</summary>
        public Onlooker Onlooker { get; } = new();

        public ValueTask DisposeAsync() => _engine.DisposeAsync();

        public void Open(string uri, string text) => _engine.DocumentOpened(new(uri, "python", 1, SourceText.From(text)));

        public Task<CompletionResult> AskAsync(CancellationToken cancellationToken = default) =>
            _engine.CompleteAsync(new() { Document = _document, Offset = _document.Text.Length }, cancellationToken).AsTask().WaitAsync(Patience.Limit, CancellationToken.None);

        public void Type(string text)
        {
            var change = new TextChange(_document.Text.Length, 0, text);
            _document = _document with { Version = _document.Version + 1, Text = _document.Text.WithChange(change) };
            _engine.DocumentChanged(_document, [change]);
        }
    }
}
