using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Playground;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Tests.Playground;

/// <summary>A tab as the page sees it: LSP, the page's own questions, and the steps.</summary>
public sealed class PlaygroundSessionTests : IAsyncDisposable
{
    // A sample of the page stops where there is something to say.
    private const int Line = 42;
    private const int Column = 18;
    private const string Suggested = "ValueError(f\"quantity must be positive, not {quantity}\")";

    private static readonly string Code = File.ReadAllText(RepositoryRoot.Combine("src", "editors", "playground", "samples", "inventory.py"));

    private readonly TemporaryFolder _folder = new();
    private readonly AccessKeys _keys = new();
    private readonly SharedServices _shared = new(TimeProvider.System, NullLogger.Instance);
    private readonly ClientWebSocket _page = new();
    private readonly PlaygroundServer _server;
    private readonly List<JsonNode> _steps = [];
    private int _lastId;

    public PlaygroundSessionTests()
    {
        _folder.Write("page/index.html");
        _folder.Write("code/shop.py", Code);
        _folder.Write("code/.env", "KEY=1");
        SettingsSource Settings() => new(_folder.Combine("config.json"), ["useModel=false", "telemetry=off"], new Dictionary<string, string>());
        var files = PlaygroundFiles.List(_folder.Combine("code"), new(), CancellationToken.None);
        var hello = new HelloAnswer("0", _keys.Key, FileUri.FromPath(files.Folder), true, files.Names, new(false, true, true, false, 0.4, 0.5, 0.6, 0.8, 0.4));
        _server = new(0, new PageFiles(_folder.Combine("page")), _keys, (socket, ending) => PlaygroundSession.ServeAsync(socket, Settings(), _shared, files, hello, NullLogger.Instance, ending), _ => { });
    }

    public async ValueTask DisposeAsync()
    {
        _page.Dispose();
        await _server.DisposeAsync();
        await _shared.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_page_sees_every_step_of_a_completion_and_none_of_another_source_when_it_is_typed_through()
    {
        var file = await OpenAsync();
        var item = (await AskAsync(file, Line, Column))["items"]![0]!;
        Assert.Equal($"            raise {Suggested}", (string?)item["insertText"]);
        await UntilAsync("answered");

        // Work ahead of the user has an id of its own, and may have begun.
        var own = _steps.Where(step => (string?)step["id"] == (string?)_steps[0]["id"]).ToList();
        Assert.Equal(["begun", "predicted", "decided", "finished", "answered"], own.Select(step => (string?)step["kind"]));
        var predicted = own[1];
        Assert.Equal(("ThisFile", Suggested), ((string?)predicted["source"], (string?)predicted["text"]));
        Assert.InRange((double)predicted["confidence"]!, 0.4, 1);
        Assert.Equal((string?)item["command"]!["arguments"]![0], (string?)own[^1]["answer"]!["items"]![0]!["id"]);

        _steps.Clear();
        await NotifyAsync("textDocument/didChange", new() { ["textDocument"] = new JsonObject { ["uri"] = file, ["version"] = 2 }, ["contentChanges"] = new JsonArray(new JsonObject { ["range"] = Range(Line, Column, Line, Column), ["text"] = "Va" }) });
        await AskAsync(file, Line, Column + 2);
        await UntilAsync("answered");
        var answered = _steps.Last(step => (string?)step["kind"] == "answered");
        Assert.DoesNotContain("predicted", _steps.Where(step => (string?)step["id"] == (string?)answered["id"]).Select(step => (string?)step["kind"]));
        Assert.True((bool)answered["answer"]!["items"]![0]!["fromCache"]!);
    }

    [Fact]
    public async Task Only_listed_files_of_the_folder_are_read()
    {
        var hello = await ConnectAsync();
        Assert.Equal(["shop.py"], hello["files"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(_keys.Key, (string?)hello["key"]);
        foreach (var name in new[] { ".env", "../page/index.html", "/etc/passwd", "" })
        {
            var answer = await RequestRawAsync("playground/open", new() { ["name"] = name });
            Assert.Equal(-32602, (int)answer["error"]!["code"]!);
        }

        Assert.Equal(Code, (string?)(await RequestAsync("playground/open", new() { ["name"] = "shop.py" }))["text"]);
    }

    [Fact]
    public async Task Settings_of_the_page_count_for_its_session()
    {
        var file = await OpenAsync();
        await NotifyAsync("workspace/didChangeConfiguration", new() { ["settings"] = new JsonObject { ["localcascade"] = new JsonObject { ["useWorkspace"] = false, ["offline"] = true } } });
        Assert.Empty((await AskAsync(file, Line, Column))["items"]!.AsArray());
        Assert.True((bool)(await RequestAsync("localcascade/status", []))["offline"]!);
    }

    [Fact]
    public async Task Ending_the_server_ends_the_session()
    {
        await ConnectAsync();
        await _server.DisposeAsync().AsTask().WaitAsync(Patience.Limit);
        await Assert.ThrowsAnyAsync<WebSocketException>(async () =>
        {
            while ((await _page.ReceiveAsync(new byte[1000], CancellationToken.None)).MessageType != WebSocketMessageType.Close)
            {
            }

            throw new WebSocketException("closed in order");
        });
        Assert.Equal(0, _server.Tabs);
    }

    private IEnumerable<string?> Kinds() => _steps.Select(step => (string?)step["kind"]);

    private static JsonObject Range(int line, int start, int endLine, int end) => new()
    {
        ["start"] = new JsonObject { ["line"] = line, ["character"] = start },
        ["end"] = new JsonObject { ["line"] = endLine, ["character"] = end },
    };

    private async Task<JsonNode> ConnectAsync()
    {
        _page.Options.SetRequestHeader("Origin", $"http://127.0.0.1:{_server.Port}");
        _page.Options.AddSubProtocol(AccessRules.Protocol);
        _page.Options.AddSubProtocol($"key.{_keys.Key}");
        await _page.ConnectAsync(new($"ws://127.0.0.1:{_server.Port}/session"), CancellationToken.None);
        return await RequestAsync("playground/hello", []);
    }

    private async Task<string> OpenAsync()
    {
        var hello = await ConnectAsync();
        await RequestAsync("initialize", new() { ["capabilities"] = new JsonObject(), ["workspaceFolders"] = new JsonArray(new JsonObject { ["uri"] = (string?)hello["folderUri"], ["name"] = "x" }) });
        await NotifyAsync("initialized", []);
        var file = await RequestAsync("playground/open", new() { ["name"] = "shop.py" });
        await NotifyAsync("textDocument/didOpen", new() { ["textDocument"] = new JsonObject { ["uri"] = (string?)file["uri"], ["languageId"] = (string?)file["languageId"], ["version"] = 1, ["text"] = (string?)file["text"] } });
        return (string)file["uri"]!;
    }

    private Task<JsonNode> AskAsync(string uri, int line, int character) => RequestAsync("textDocument/inlineCompletion", new()
    {
        ["textDocument"] = new JsonObject { ["uri"] = uri },
        ["position"] = new JsonObject { ["line"] = line, ["character"] = character },
        ["context"] = new JsonObject { ["triggerKind"] = 2 },
    });

    private async Task<JsonNode> RequestAsync(string method, JsonObject parameters)
    {
        var answer = await RequestRawAsync(method, parameters);
        Assert.Null(answer["error"]);
        return answer["result"] ?? new JsonObject();
    }

    private async Task<JsonNode> RequestRawAsync(string method, JsonObject parameters)
    {
        var id = ++_lastId;
        await SendAsync(new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters });
        while (true)
        {
            var message = await ReceiveAsync();
            if (message["method"] is null && (int?)message["id"] == id)
            {
                return message;
            }
        }
    }

    private Task NotifyAsync(string method, JsonObject parameters) => SendAsync(new() { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters });

    private async Task SendAsync(JsonObject message)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        await _page.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
    }

    private async Task UntilAsync(string kind)
    {
        while (!Kinds().Contains(kind))
        {
            await ReceiveAsync();
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        WebSocketReceiveResult received;
        do
        {
            received = await _page.ReceiveAsync(buffer, limit.Token);
            bytes.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);

        var message = JsonNode.Parse(bytes.ToArray())!;
        if ((string?)message["method"] == "localcascade/trace" && (string?)message["params"]!["kind"] is not null)
        {
            _steps.Add(message["params"]!);
        }

        return message;
    }
}
