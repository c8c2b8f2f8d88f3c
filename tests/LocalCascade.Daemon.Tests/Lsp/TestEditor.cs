using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text.Json;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Rpc;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Tests.Lsp;

/// <summary>An editor and its server in this process, with a pipe between them. By default without model and telemetry.</summary>
internal sealed class TestEditor : IRpcTarget, IAsyncDisposable
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _toEditor = new();
    private readonly ConcurrentQueue<(string Method, JsonElement Params)> _told = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly bool _ownsShared;
    private readonly SharedServices _shared;
    private readonly RpcConnection _server;
    private readonly RpcConnection _editor;
    private readonly EditorSession _session;
    private readonly Task[] _running;

    public TestEditor(TimeProvider? clock = null, SharedServices? shared = null, params IEnumerable<string> settings)
    {
        _ownsShared = shared is null;
        _shared = shared ?? new(clock ?? TimeProvider.System, NullLogger.Instance);
        _server = new(_toServer.Reader.AsStream(), _toEditor.Writer.AsStream(), NullLogger.Instance);
        _editor = new(_toEditor.Reader.AsStream(), _toServer.Writer.AsStream(), NullLogger.Instance);
        var source = new SettingsSource(Folder.Combine("config.json"), ["useModel=false", "telemetry=off", .. settings], new Dictionary<string, string>(), Folder.Path);
        _session = new(source, _server, _shared, NullLogger.Instance, watchesClient: false);
        _running = [_server.RunAsync(_session.Server, default), _editor.RunAsync(this, default)];
    }

    /// <summary>Its home and workspace.</summary>
    public TemporaryFolder Folder { get; } = new();

    /// <summary>What the server asks it: methods and answers, as JSON.</summary>
    public Dictionary<string, string> Answers { get; } = [];

    /// <summary>Says `initialize` with these members beside the capabilities, and `initialized`; gives the answer's result.</summary>
    public async Task<JsonElement> StartAsync(string options = "null", string capabilities = "{}")
    {
        var result = await AskAsync("initialize", $$"""{"processId":null,"clientInfo":{"name":"test"},"capabilities":{{capabilities}},"initializationOptions":{{options}}}""");
        await TellAsync("initialized", "{}");
        return result;
    }

    /// <summary>Asks; the answer is its result.</summary>
    public Task<JsonElement> AskAsync(string method, string parameters) => _editor.RequestAsync(method, Json(parameters), LspJsonContext.Default.JsonElement);

    /// <summary>Asks what cannot be answered; gives the error's code.</summary>
    public async Task<int> AskWronglyAsync(string method, string parameters) => (await Assert.ThrowsAsync<RpcException>(() => AskAsync(method, parameters))).Code;

    public ValueTask TellAsync(string method, string parameters) => _editor.NotifyAsync(method, Json(parameters), LspJsonContext.Default.JsonElement);

    /// <summary>Opens a document; the text ends where the cursor is.</summary>
    public ValueTask OpenAsync(string uri, string language, string text, int version = 1) =>
        TellAsync("textDocument/didOpen", $$"""{"textDocument":{"uri":{{Quote(uri)}},"languageId":"{{language}}","version":{{version}},"text":{{Quote(text)}} } }""");

    /// <summary>Asks for a completion at the end of a text.</summary>
    public async Task<JsonElement[]> CompleteAsync(string uri, string text, string more = "")
    {
        var lines = text.Split('\n');
        var answer = await AskAsync("textDocument/inlineCompletion", $$$"""{"textDocument":{"uri":{{{Quote(uri)}}} },"position":{"line":{{{lines.Length - 1}}},"character":{{{lines[^1].Length}}} },"context":{"triggerKind":2}{{{more}}} }""");
        return [.. answer.GetProperty("items").EnumerateArray()];
    }

    /// <summary>The next notification or request of that method, which has to come.</summary>
    public async Task<JsonElement> NextAsync(string method)
    {
        while (await _news.WaitAsync(Patience.Limit))
        {
            if (_told.TryDequeue(out var told) && told.Method == method)
            {
                return told.Params;
            }
        }

        throw new TimeoutException($"{method} did not come.");
    }

    /// <summary>How many of these came and were not taken. Everything that the server said before it answered is here.</summary>
    public async Task<int> CountAsync(string method)
    {
        await AskAsync("localcascade/status", "{}");
        return _told.Count(told => told.Method == method);
    }

    public ValueTask<RpcResult> RequestAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        Notify(method, parameters);
        return new(RpcResult.Of(Json(Answers.GetValueOrDefault(method, "null")), LspJsonContext.Default.JsonElement));
    }

    public void Notify(string method, JsonElement parameters)
    {
        _told.Enqueue((method, parameters.ValueKind == JsonValueKind.Undefined ? default : parameters.Clone()));
        _news.Release();
    }

    public async ValueTask DisposeAsync()
    {
        _editor.Close();
        _server.Close();
        await Task.WhenAll(_running);
        await _toEditor.Reader.CompleteAsync();
        await _toServer.Reader.CompleteAsync();
        await _editor.DisposeAsync();
        await _server.DisposeAsync();
        await _session.DisposeAsync();
        if (_ownsShared)
        {
            await _shared.DisposeAsync();
        }

        _news.Dispose();
        Folder.Dispose();
    }

    public static string Quote(string text) => JsonSerializer.Serialize(text);

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
