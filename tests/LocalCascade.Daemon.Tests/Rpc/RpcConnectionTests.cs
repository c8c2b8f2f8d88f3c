using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using LocalCascade.Daemon.Lsp;
using LocalCascade.Daemon.Rpc;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Tests.Rpc;

/// <summary>Raw frames in, raw frames out.</summary>
public sealed class RpcConnectionTests : IAsyncDisposable
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _fromServer = new();
    private readonly RpcConnection _connection;
    private readonly Task _running;
    private readonly EchoTarget _target = new();

    public RpcConnectionTests()
    {
        _connection = new(_toServer.Reader.AsStream(), _fromServer.Writer.AsStream(), NullLogger.Instance);
        _running = _connection.RunAsync(_target, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _toServer.Writer.Complete();
        await _running.WaitAsync(Patience.Limit);
        await _connection.DisposeAsync();
    }

    [Fact]
    public async Task A_message_in_pieces_of_one_byte_is_read()
    {
        foreach (var b in Frame("""{"jsonrpc":"2.0","id":1,"method":"echo","params":{"a":"ü😀"}}"""))
        {
            await _toServer.Writer.WriteAsync(new[] { b });
        }

        Assert.Equal("""{"jsonrpc":"2.0","id":1,"result":{"a":"ü😀"}}""", await ReadAsync());
    }

    [Fact]
    public async Task Many_messages_in_one_read_are_all_answered()
    {
        await WriteAsync([.. Enumerable.Range(0, 500).SelectMany(i => Frame($$"""{"jsonrpc":"2.0","id":{{i}},"method":"null"}"""))]);
        var ids = new HashSet<int>();
        for (var i = 0; i < 500; i++)
        {
            ids.Add(JsonDocument.Parse(await ReadAsync()).RootElement.GetProperty("id").GetInt32());
        }

        Assert.Equal(500, ids.Count);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("7")]
    [InlineData("\"seven\"")]
    [InlineData("\"7\"")]
    [InlineData("1.0")]
    public async Task An_id_comes_back_as_it_came(string id)
    {
        await WriteAsync(Frame($$"""{"jsonrpc":"2.0","id":{{id}},"method":"null"}"""));
        Assert.Equal($$"""{"jsonrpc":"2.0","id":{{id}},"result":null}""", await ReadAsync());
    }

    [Theory]
    [InlineData("{ not json", RpcErrorCodes.ParseError)]
    [InlineData("\uFEFF{}", RpcErrorCodes.ParseError)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\ud800\"}", RpcErrorCodes.InternalError)]
    [InlineData("[]", RpcErrorCodes.InvalidRequest)]
    [InlineData("5", RpcErrorCodes.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"echo\"}", RpcErrorCodes.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1}", RpcErrorCodes.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"fails\"}", RpcErrorCodes.InternalError)]
    public async Task What_is_wrong_is_answered_and_the_next_message_is_read(string body, int code)
    {
        await WriteAsync([.. Frame(body), .. Frame("""{"jsonrpc":"2.0","id":2,"method":"null"}""")]);
        var answers = new[] { await ReadAsync(), await ReadAsync() };
        Assert.Contains(answers, a => JsonDocument.Parse(a).RootElement.TryGetProperty("error", out var error) && error.GetProperty("code").GetInt32() == code);
        Assert.Contains("""{"jsonrpc":"2.0","id":2,"result":null}""", answers);
    }

    [Theory]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"?\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"?\",\"method\":\"null\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"method\":\"?\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"?\":1}")]
    public async Task Bytes_that_are_not_UTF_8_are_answered_and_the_next_message_is_read(string body)
    {
        var frame = Frame(body);
        frame[Array.LastIndexOf(frame, (byte)'?')] = 0xff;
        await WriteAsync([.. frame, .. Frame("""{"jsonrpc":"2.0","id":2,"method":"null"}""")]);
        Assert.Contains($"\"code\":{RpcErrorCodes.ParseError}", await ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\"id\":2", await ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_is_answered_as_an_error()
    {
        await WriteAsync(Frame("""{"jsonrpc":"2.0","id":1,"method":"unwritable"}"""));
        Assert.Contains($"\"code\":{RpcErrorCodes.InternalError}", await ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_with_a_strange_code_still_answers_what_was_asked()
    {
        var asked = _connection.RequestAsync("ask", JsonDocument.Parse("{}").RootElement, LspJsonContext.Default.JsonElement);
        Assert.Contains("\"method\":\"ask\"", await ReadAsync(), StringComparison.Ordinal);
        await WriteAsync(Frame("""{"jsonrpc":"2.0","id":1,"error":{"code":"x","message":5}}"""));
        await Assert.ThrowsAsync<RpcException>(() => asked.WaitAsync(Patience.Limit));
    }

    [Theory]
    [InlineData("Content-Length: x\r\n\r\n{}")]
    [InlineData("Content-Length: -5\r\n\r\n{}")]
    [InlineData("Content-Length: 99999999999\r\n\r\n{}")]
    [InlineData("Content-Type: text\r\n\r\n{}")]
    [InlineData("no colon\r\n\r\n{}")]
    public async Task A_frame_that_cannot_be_told_from_the_next_closes_the_connection(string bytes)
    {
        await WriteAsync(Encoding.ASCII.GetBytes(bytes));
        await _running.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Headers_without_end_close_the_connection()
    {
        await WriteAsync(Encoding.ASCII.GetBytes(new string('x', MessageReader.MaxHeaderBytes + 10)));
        await _running.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Headers_in_any_case_and_order_with_lone_line_feeds_are_read()
    {
        const string Body = """{"jsonrpc":"2.0","id":1,"method":"null"}""";
        await WriteAsync(Encoding.UTF8.GetBytes($"Content-Type: application/vscode-jsonrpc; charset=utf8\ncontent-length: {Body.Length}\n\n{Body}"));
        Assert.Contains("\"result\":null", await ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_request_is_answered_as_cancelled()
    {
        await WriteAsync([.. Frame("""{"jsonrpc":"2.0","id":"w","method":"wait"}"""), .. Frame("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"w"}}""")]);
        Assert.Equal(RpcErrorCodes.RequestCancelled, JsonDocument.Parse(await ReadAsync()).RootElement.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Cancelling_what_is_not_there_does_nothing()
    {
        await WriteAsync([.. Frame("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":99}}"""), .. Frame("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":5}"""), .. Frame("""{"jsonrpc":"2.0","id":1,"method":"null"}""")]);
        Assert.Contains("\"id\":1", await ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_does_not_hold_up_those_behind_it()
    {
        await WriteAsync([.. Frame("""{"jsonrpc":"2.0","id":1,"method":"wait"}"""), .. Frame("""{"jsonrpc":"2.0","id":2,"method":"null"}""")]);
        Assert.Contains("\"id\":2", await ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_peers_end_cancels_what_is_in_flight()
    {
        await WriteAsync(Frame("""{"jsonrpc":"2.0","id":1,"method":"wait"}"""));
        await _target.Waiting.Task.WaitAsync(Patience.Limit);
        _toServer.Writer.Complete();
        await _running.WaitAsync(Patience.Limit);
        Assert.True(_target.Cancelled.WaitHandle.WaitOne(Patience.Limit));
    }

    [Fact]
    public async Task A_notification_that_fails_does_not_end_the_session()
    {
        await WriteAsync([.. Frame("""{"jsonrpc":"2.0","method":"fails"}"""), .. Frame("""{"jsonrpc":"2.0","id":1,"method":"null"}""")]);
        Assert.Contains("\"id\":1", await ReadAsync(), StringComparison.Ordinal);
    }

    private static byte[] Frame(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return [.. Encoding.ASCII.GetBytes($"Content-Length: {bytes.Length}\r\n\r\n"), .. bytes];
    }

    private async Task WriteAsync(byte[] bytes) => await _toServer.Writer.WriteAsync(bytes);

    private async Task<string> ReadAsync()
    {
        var reader = new MessageReader(_fromServer.Reader);
        using var timer = new CancellationTokenSource(Patience.Limit);
        var body = await reader.ReadAsync(timer.Token);
        var text = Encoding.UTF8.GetString(body!.Value);
        reader.Advance();
        // The writer escapes what is not ASCII; that is the same text.
        return System.Text.RegularExpressions.Regex.Unescape(text);
    }

    private sealed class EchoTarget : IRpcTarget
    {
        public TaskCompletionSource Waiting { get; } = new();

        public ManualResetEventSlim Cancelled { get; } = new();

        public async ValueTask<RpcResult> RequestAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
        {
            switch (method)
            {
                case "echo":
                    return RpcResult.Of(parameters.Clone(), LspJsonContext.Default.JsonElement);
                case "unwritable":
                    var disposed = JsonDocument.Parse("{}");
                    disposed.Dispose();
                    return RpcResult.Of(disposed.RootElement, LspJsonContext.Default.JsonElement);
                case "null":
                    return LspJson.Null;
                case "wait":
                    Waiting.TrySetResult();
                    try
                    {
                        await Task.Delay(Timeout.Infinite, cancellationToken);
                    }
                    finally
                    {
                        Cancelled.Set();
                    }

                    return LspJson.Null;
                default:
                    throw new InvalidOperationException("a defect");
            }
        }

        public void Notify(string method, JsonElement parameters) => throw new InvalidOperationException("a defect");
    }
}
