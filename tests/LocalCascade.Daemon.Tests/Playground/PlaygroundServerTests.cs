using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using LocalCascade.Daemon.Playground;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Playground;

/// <summary>Who gets in, by real connections.</summary>
public sealed class PlaygroundServerTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AccessKeys _keys = new();
    private readonly List<string> _refused = [];
    private readonly PlaygroundServer _server;
    private readonly HttpClient _client = new();

    public PlaygroundServerTests()
    {
        _folder.Write("index.html", "<!doctype html>");
        _folder.Write("samples/secret.txt", "not the page's");
        _server = new(0, new PageFiles(_folder.Path), _keys, ServeAsync, reason =>
        {
            lock (_refused)
            {
                _refused.Add(reason);
            }
        });
    }

    private string Host => $"127.0.0.1:{_server.Port}";

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_page_is_served_with_headers_that_keep_it_to_itself()
    {
        using var answer = await _client.GetAsync(new Uri($"http://{Host}/"));
        Assert.Equal("<!doctype html>", await answer.Content.ReadAsStringAsync());
        Assert.Contains("default-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1")]
    [InlineData("Host", "127.0.0.1:1")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Another_page_gets_nothing(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{Host}/");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.StartsWith("The playground answers to ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(_refused);
    }

    [Theory]
    [InlineData("document", HttpStatusCode.OK)]
    [InlineData("iframe", HttpStatusCode.Forbidden)]
    public async Task A_link_in_another_page_may_be_followed_but_not_framed(string destination, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{Host}/");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", destination);
        using var answer = await _client.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("/samples/secret.txt")]
    [InlineData("/samples")]
    [InlineData("/../index.html")]
    [InlineData("/%2e%2e/etc/passwd")]
    [InlineData("//etc/passwd")]
    public async Task Nothing_but_the_pages_own_files_is_served(string path)
    {
        Assert.StartsWith("HTTP/1.1 404 ", await SendAsync($"GET {path} HTTP/1.1\r\nHost: {Host}\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 405 ", await SendAsync($"POST / HTTP/1.1\r\nHost: {Host}\r\nContent-Length: 0\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400 ", await SendAsync("What's this?\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Our_page_connects_with_the_key_by_either_name_of_this_machine()
    {
        foreach (var host in new[] { Host, $"localhost:{_server.Port}" })
        {
            using var socket = await ConnectAsync(host, $"http://{host}", _keys.Key);
            Assert.Equal(AccessRules.Protocol, socket.SubProtocol);
            await socket.SendAsync("ping"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            var buffer = new byte[10];
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            Assert.Equal("ping"u8, buffer.AsSpan(0, received.Count));
        }
    }

    [Theory]
    [InlineData("http://evil.example", true, "came from another one")]
    [InlineData("https://127.0.0.1", true, "came from another one")]
    [InlineData("null", true, "came from another one")]
    [InlineData("", true, "without an origin")]
    [InlineData("own", false, "missing or of an earlier run")]
    public async Task Who_is_not_our_page_or_has_no_key_is_refused_with_the_reason(string origin, bool hasKey, string reason)
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(Host, origin == "own" ? $"http://{Host}" : origin, hasKey ? _keys.Key : "0123456789"));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Single(_refused), StringComparison.Ordinal);
        Assert.Equal(0, _server.Tabs);
    }

    [Fact]
    public async Task The_ticket_of_the_browser_that_is_opened_for_the_user_is_good_once()
    {
        var ticket = _keys.Ticket;
        using var first = await ConnectAsync(Host, $"http://{Host}", ticket);
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(Host, $"http://{Host}", ticket));
        using var second = await ConnectAsync(Host, $"http://{Host}", _keys.Key);
    }

    [Fact]
    public async Task So_many_tabs_and_no_more_and_one_that_closes_makes_room()
    {
        var tabs = new List<ClientWebSocket>();
        for (var i = 0; i < 8; i++)
        {
            tabs.Add(await ConnectAsync(Host, $"http://{Host}", _keys.Key));
        }

        Assert.Contains("503", (await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(Host, $"http://{Host}", _keys.Key))).Message, StringComparison.Ordinal);
        tabs[0].Dispose();
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (_server.Tabs == 8)
        {
            await Task.Delay(5, limit.Token);
        }

        using var another = await ConnectAsync(Host, $"http://{Host}", _keys.Key);
        tabs.ForEach(tab => tab.Dispose());
    }

    [Fact]
    public async Task Only_the_loopback_address_is_listened_on_and_a_taken_port_is_an_error()
    {
        foreach (var address in (await Dns.GetHostAddressesAsync(Dns.GetHostName())).Where(address => !IPAddress.IsLoopback(address)))
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(address, _server.Port));
        }

        var error = Assert.Throws<SocketException>(() => new PlaygroundServer(_server.Port, new PageFiles(_folder.Path), _keys, ServeAsync, _ => { }));
        Assert.Equal(SocketError.AddressAlreadyInUse, error.SocketErrorCode);
    }

    // Says everything back.
    private static async Task ServeAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[100];
        while (await socket.ReceiveAsync(buffer, cancellationToken) is { MessageType: WebSocketMessageType.Text } received)
        {
            await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
    }

    private static async Task<ClientWebSocket> ConnectAsync(string host, string origin, string key)
    {
        var socket = new ClientWebSocket();
        if (origin.Length > 0)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        socket.Options.AddSubProtocol(AccessRules.Protocol);
        socket.Options.AddSubProtocol($"key.{key}");
        try
        {
            await socket.ConnectAsync(new($"ws://{host}/session"), CancellationToken.None);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<string> SendAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
