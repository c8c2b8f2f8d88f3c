using System.Text.Json;
using System.Threading.Channels;
using LocalCascade.Daemon.Relay;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Tests.Relay;

/// <summary>An editor in the test's hands on one side, servers in its hands on the other.</summary>
public sealed class EditorRelayTests : IAsyncDisposable, IServerSource
{
    private const string Initialize = """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"capabilities":{"general":{"positionEncodings":["utf-8"]}}}}""";
    private const string Initialized = """{"jsonrpc":"2.0","method":"initialized","params":{}}""";
    private const string Open = """{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a","languageId":"c","version":1,"text":"ü"}}}""";

    private readonly ScriptedServer _editor = new();
    private readonly Channel<ScriptedServer> _servers = Channel.CreateUnbounded<ScriptedServer>();
    private readonly ManualTimeProvider _clock = new();
    private readonly EditorRelay _relay;
    private readonly Task<bool> _running;
    private int _served;
    private int _servedHere;

    public EditorRelayTests()
    {
        _relay = new(_editor.RelaysInput, _editor.RelaysOutput, this, _clock, NullLogger.Instance);
        _running = _relay.RunAsync(CancellationToken.None);
    }

    async Task<ServerLink> IServerSource.FindAsync(int number, CancellationToken cancellationToken)
    {
        Assert.Equal(++_served, number);
        return (await _servers.Reader.ReadAsync(cancellationToken)).Link;
    }

    ServerLink IServerSource.StartHereWithoutModel()
    {
        _servedHere++;
        return AddServer().Link;
    }

    public async ValueTask DisposeAsync()
    {
        _relay.End();
        await _running.WaitAsync(Patience.Limit);
        await _relay.DisposeAsync();
    }

    [Fact]
    public async Task Initialize_is_answered_before_there_is_a_server()
    {
        await _editor.SayAsync(Initialize);
        using var answer = JsonDocument.Parse((await _editor.ReadAsync())!);
        Assert.Equal("utf-8", answer.RootElement.GetProperty("result").GetProperty("capabilities").GetProperty("positionEncoding").GetString());
    }

    [Fact]
    public async Task The_servers_own_answer_to_initialize_is_kept_back()
    {
        var server = await BeginAsync();
        await server.SayAsync("""{"jsonrpc":"2.0","id":0,"result":{}}""");
        await server.SayAsync("""{"jsonrpc":"2.0","method":"next"}""");
        Assert.Equal("""{"jsonrpc":"2.0","method":"next"}""", await _editor.ReadAsync());
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":"x","method":"some/request","params":{"b":1.50,"a":"\u00fc"}}""")]
    [InlineData("""{ "method" : "some/notification" }""")]
    [InlineData("""{"jsonrpc":"2.0","id":5,"result":null}""")]
    [InlineData("{ not json")]
    public async Task Messages_pass_as_they_are_both_ways(string body)
    {
        var server = await BeginAsync();
        await _editor.SayAsync(body);
        Assert.Equal(body, await server.ReadAsync());
        await server.SayAsync(body);
        Assert.Equal(body, await _editor.ReadAsync());
    }

    [Fact]
    public async Task A_new_server_is_told_what_the_last_one_knew_and_asked_what_it_did_not_answer()
    {
        var first = await BeginAsync();
        await SayAsync(
            Open,
            """{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration","params":{"settings":{"http":{"proxy":"p"}}}}""",
            """{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration","params":{"settings":{"localcascade":{"a":1}}}}""",
            """{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration","params":{"settings":{"localcascade":{"a":2}}}}""",
            """{"jsonrpc":"2.0","method":"workspace/didChangeWorkspaceFolders","params":{"event":{"added":[],"removed":[]}}}""",
            """{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a","version":7},"contentChanges":[{"range":{"start":{"line":0,"character":2},"end":{"line":0,"character":2}},"text":"😀"}]}}""",
            """{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///b","languageId":"c","version":1,"text":""}}}""",
            """{"jsonrpc":"2.0","method":"textDocument/didClose","params":{"textDocument":{"uri":"file:///b"}}}""",
            """{"jsonrpc":"2.0","id":1,"method":"answered","params":{}}""",
            """{"jsonrpc":"2.0","id":2,"method":"waiting","params":{}}""");
        await first.ReadMethodsAsync(10);
        await first.SayAsync("""{"jsonrpc":"2.0","id":1,"result":1}""");
        Assert.Equal("""{"jsonrpc":"2.0","id":1,"result":1}""", await _editor.ReadAsync());

        first.Die();
        var second = AddServer();
        Assert.Equal(Initialize, await second.ReadAsync());
        Assert.Equal(Initialized, await second.ReadAsync());
        Assert.Contains("proxy", await second.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\"a\":2", await second.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(["workspace/didChangeWorkspaceFolders"], await second.ReadMethodsAsync(1));
        using (var opened = JsonDocument.Parse((await second.ReadAsync())!))
        {
            var document = opened.RootElement.GetProperty("params").GetProperty("textDocument");
            Assert.Equal("ü😀", document.GetProperty("text").GetString());
            Assert.Equal(7, document.GetProperty("version").GetInt32());
            Assert.Equal("c", document.GetProperty("languageId").GetString());
        }

        Assert.Equal("""{"jsonrpc":"2.0","id":2,"method":"waiting","params":{}}""", await second.ReadAsync());
        await second.SayAsync("""{"jsonrpc":"2.0","id":0,"result":{}}""");
        await second.SayAsync("""{"jsonrpc":"2.0","id":2,"result":2}""");
        Assert.Equal("""{"jsonrpc":"2.0","id":2,"result":2}""", await _editor.ReadAsync());
    }

    [Fact]
    public async Task Of_a_documents_completions_only_the_latest_is_asked_again_and_none_whose_text_has_changed()
    {
        var first = await BeginAsync();
        await SayAsync(
            Open,
            Complete(1, "file:///a"),
            """{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a","version":2},"contentChanges":[{"text":"new"}]}}""",
            Complete(2, "file:///a"),
            Complete(3, "file:///a"));
        await first.ReadMethodsAsync(5);
        first.Die();
        var second = AddServer();
        await second.ReadMethodsAsync(3);
        Assert.Equal(Complete(3, "file:///a"), await second.ReadAsync());
        var refused = new[] { await _editor.ReadAsync(), await _editor.ReadAsync() };
        Assert.All(refused, answer => Assert.Contains("-32800", answer, StringComparison.Ordinal));
        Assert.Contains("\"id\":1", refused[0], StringComparison.Ordinal);
        Assert.Contains("\"id\":2", refused[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_while_there_is_no_server_is_answered_here_and_not_asked()
    {
        await _editor.SayAsync(Initialize);
        await _editor.ReadAsync();
        await SayAsync("""{"jsonrpc":"2.0","id":"q","method":"slow"}""", """{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"q"}}""");
        Assert.Contains("-32800", await _editor.ReadAsync(), StringComparison.Ordinal);
        await SayAsync("""{"jsonrpc":"2.0","id":9,"method":"other"}""");
        Assert.Equal(["initialize", "other"], await AddServer().ReadMethodsAsync(2));
    }

    [Fact]
    public async Task What_a_server_says_again_after_the_one_before_is_kept_from_the_editor()
    {
        const string Register = """ "method":"client/registerCapability","params":{"registrations":[]}}""";
        const string Message = """{"jsonrpc":"2.0","method":"window/showMessage","params":{"type":2,"message":"wrong"}}""";
        var first = await BeginAsync();
        await first.SayAsync($$"""{"jsonrpc":"2.0","id":1,{{Register}}""");
        await first.SayAsync(Message);
        await first.SayAsync(Message);
        await first.SayAsync("""{"jsonrpc":"2.0","method":"$/progress","params":{"token":"t","value":{"kind":"begin","title":"x"}}}""");
        Assert.Equal(["client/registerCapability", "window/showMessage", "window/showMessage", "$/progress"], await _editor.ReadMethodsAsync(4));

        first.Die();
        Assert.Equal("""{"jsonrpc":"2.0","method":"$/progress","params":{"token":"t","value":{"kind":"end"}}}""", await _editor.ReadAsync());
        var second = AddServer();
        await second.ReadMethodsAsync(2);
        await second.SayAsync($$"""{"jsonrpc":"2.0","id":1000001,{{Register}}""");
        await second.SayAsync(Message);
        await second.SayAsync("""{"jsonrpc":"2.0","method":"window/showMessage","params":{"type":2,"message":"else"}}""");
        Assert.Equal("""{"jsonrpc":"2.0","id":1000001,"result":null}""", await second.ReadAsync());
        Assert.Contains("else", await _editor.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_of_a_result_pass_and_are_no_progress_to_be_ended()
    {
        const string Part = """{"jsonrpc":"2.0","method":"$/progress","params":{"token":"t","value":{"items":[]}}}""";
        var server = await BeginAsync();
        await server.SayAsync(Part);
        Assert.Equal(Part, await _editor.ReadAsync());
        server.Die();
        await _editor.SayAsync("""{"jsonrpc":"2.0","id":1,"method":"asks"}""");
        var next = AddServer();
        Assert.Equal(["initialize", "initialized", "asks"], await next.ReadMethodsAsync(3));
        await next.SayAsync("""{"jsonrpc":"2.0","id":1,"result":5}""");
        Assert.Equal(["answer 1"], await _editor.ReadMethodsAsync(1));
    }

    [Fact]
    public async Task A_server_that_stops_in_order_is_replaced_with_the_next_request_only()
    {
        var first = await BeginAsync();
        await first.SayAsync("""{"jsonrpc":"2.0","method":"localcascade/stopping","params":{}}""");
        first.Die();
        Assert.Null(await first.ReadAsync());
        await _editor.SayAsync(Open);
        await _editor.SayAsync("""{"jsonrpc":"2.0","id":1,"method":"asks"}""");
        Assert.Equal(["initialize", "initialized", "textDocument/didOpen", "asks"], await AddServer().ReadMethodsAsync(4));
        Assert.Equal(2, _served);
    }

    [Fact]
    public async Task Shutdown_is_answered_also_when_the_server_dies_of_it()
    {
        var server = await BeginAsync();
        await _editor.SayAsync("""{"jsonrpc":"2.0","id":4,"method":"shutdown"}""");
        await server.ReadAsync();
        server.Die();
        Assert.Equal("""{"jsonrpc":"2.0","id":4,"result":null}""", await _editor.ReadAsync());
        await _editor.SayAsync("""{"jsonrpc":"2.0","method":"exit"}""");
        Assert.True(await _running.WaitAsync(Patience.Limit));
        Assert.Equal(1, _served);
    }

    [Fact]
    public async Task Exit_waits_for_the_servers_last_answer()
    {
        var server = await BeginAsync();
        await SayAsync("""{"jsonrpc":"2.0","id":4,"method":"shutdown"}""", """{"jsonrpc":"2.0","method":"exit"}""");
        await server.ReadMethodsAsync(2);
        Assert.False(_running.IsCompleted);
        await server.SayAsync("""{"jsonrpc":"2.0","id":4,"result":null}""");
        server.Die();
        Assert.True(await _running.WaitAsync(Patience.Limit));
        Assert.Contains("\"id\":4", await _editor.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_the_editors_stream_ends_the_relay()
    {
        var server = await BeginAsync();
        _editor.Die();
        Assert.False(await _running.WaitAsync(Patience.Limit));
        Assert.Null(await server.ReadAsync());
    }

    [Fact]
    public async Task Five_deaths_within_a_minute_are_told_and_the_rest_is_served_here()
    {
        var server = await BeginAsync();
        for (var death = 1; death <= 5; death++)
        {
            server.Die();
            Assert.Null(await server.ReadAsync());
            if (death < 5)
            {
                server = AddServer();
                await UntilServedAsync(death + 1);
                await server.ReadMethodsAsync(2);
            }
        }

        Assert.Contains("ended 5 times", await _editor.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(1, _servedHere);
        Assert.Equal(5, _served);
    }

    [Fact]
    public async Task A_server_that_hangs_is_ended_and_what_it_did_not_answer_is_asked_of_the_next()
    {
        var server = await BeginAsync();
        await _editor.SayAsync("""{"jsonrpc":"2.0","id":1,"method":"asks"}""");
        await server.ReadAsync();
        _clock.Advance(Liveness.Pause * 2);
        Assert.Equal("""{"jsonrpc":"2.0","id":"localcascade-ping","method":"localcascade/ping"}""", await server.ReadAsync());
        _clock.Advance(Liveness.Pause * 2);
        Assert.False(server.IsKilled);
        _clock.Advance(Liveness.Pause);
        Assert.True(server.IsKilled);
        Assert.Equal(["initialize", "initialized", "asks"], await AddServer().ReadMethodsAsync(3));
    }

    [Fact]
    public async Task A_server_that_is_slow_and_says_so_is_left_alone_however_long_it_takes()
    {
        var server = await BeginAsync();
        await _editor.SayAsync("""{"jsonrpc":"2.0","id":1,"method":"asks"}""");
        await server.ReadAsync();
        for (var asked = 1; asked <= 20; asked++)
        {
            _clock.Advance(Liveness.Pause * 2);
            Assert.Equal(["localcascade/ping"], await server.ReadMethodsAsync(1));
            await server.SayAsync("""{"jsonrpc":"2.0","id":"localcascade-ping","result":null}""");

            // What comes behind the sign has arrived when the sign has; the sign itself is nothing to the editor.
            await server.SayAsync("""{"jsonrpc":"2.0","method":"next"}""");
            Assert.Equal(["next"], await _editor.ReadMethodsAsync(1));
        }

        await server.SayAsync("""{"jsonrpc":"2.0","id":1,"result":5}""");
        Assert.Equal(["answer 1"], await _editor.ReadMethodsAsync(1));
        Assert.False(server.IsKilled);
        Assert.Equal(1, _served);
    }

    [Fact]
    public async Task A_server_that_nobody_waits_for_is_not_asked_how_it_is()
    {
        var server = await BeginAsync();
        _clock.Advance(Liveness.Pause * 100);
        await _editor.SayAsync("""{"jsonrpc":"2.0","id":1,"method":"asks"}""");
        Assert.Equal(["asks"], await server.ReadMethodsAsync(1));
        Assert.False(server.IsKilled);
    }

    [Fact]
    public async Task Deaths_far_apart_are_not_counted_together()
    {
        var server = await BeginAsync();
        for (var death = 1; death <= 8; death++)
        {
            server.Die();
            Assert.Null(await server.ReadAsync());
            server = AddServer();
            await server.ReadMethodsAsync(2);
            _clock.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(0, _servedHere);
    }

    private static string Complete(int id, string uri) => $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"textDocument/inlineCompletion","params":{"textDocument":{"uri":"{{{uri}}}"},"position":{"line":0,"character":0} } }""";

    // The pauses between servers pass as fast as they are asked for, and nothing else takes time.
    private async Task UntilServedAsync(int count)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (_served < count)
        {
            if (_clock.Timers > 0)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(100));
            }

            await Task.Delay(1, limit.Token);
        }
    }

    private ScriptedServer AddServer()
    {
        var server = new ScriptedServer();
        _servers.Writer.TryWrite(server);
        return server;
    }

    private async Task SayAsync(params string[] bodies)
    {
        foreach (var body in bodies)
        {
            await _editor.SayAsync(body);
        }
    }

    private async Task<ScriptedServer> BeginAsync()
    {
        var server = AddServer();
        await SayAsync(Initialize, Initialized);
        await _editor.ReadAsync();
        Assert.Equal(["initialize", "initialized"], await server.ReadMethodsAsync(2));
        return server;
    }
}
