using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace LocalCascade.Daemon.Playground;

/// <summary>
/// A web server for one page: files by GET, and one WebSocket for each tab. ASP.NET Core would do it too, and make the program that every
/// editor starts a fifth larger (docs/playground.md). It listens on the loopback address only.
/// </summary>
internal sealed class PlaygroundServer : IAsyncDisposable
{
    // A tab has one connection open and asks for a handful of files; past these somebody plays.
    private const int MostConnections = 64;
    private const int MostTabs = 8;

    private static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    private const string Headers = """
        Connection: close
        Cache-Control: no-cache
        Content-Security-Policy: default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        Cross-Origin-Opener-Policy: same-origin
        Cross-Origin-Resource-Policy: same-origin
        Referrer-Policy: no-referrer
        X-Content-Type-Options: nosniff
        """;

    private readonly TcpListener _listener;
    private readonly PageFiles _files;
    private readonly AccessRules _rules;
    private readonly Func<WebSocket, CancellationToken, Task> _serve;
    private readonly Action<string> _refused;
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _connections = new(MostConnections);
    private readonly Task _accepting;
    private int _tabs;

    /// <param name="port">0 for any free one.</param>
    /// <param name="files">The page.</param>
    /// <param name="keys">What lets it in.</param>
    /// <param name="serve">Serves a tab until it closes.</param>
    /// <param name="refused">Gets a sentence for everyone who was not let in.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public PlaygroundServer(int port, PageFiles files, AccessKeys keys, Func<WebSocket, CancellationToken, Task> serve, Action<string> refused)
    {
        (_files, _serve, _refused) = (files, serve, refused);
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _rules = new(Port, keys);
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Tabs that are connected.</summary>
    public int Tabs => Volatile.Read(ref _tabs);

    /// <summary>Lets go of the port, and of every tab.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
        for (var i = 0; i < MostConnections; i++)
        {
            await _connections.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _listener.Dispose();
        _connections.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                await _connections.WaitAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                _ = HandleAsync(await _listener.AcceptSocketAsync(_closing.Token).ConfigureAwait(false));
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Ended, or somebody hung up before we picked up.
                _connections.Release();
            }
        }
    }

    private async Task HandleAsync(Socket socket)
    {
        socket.NoDelay = true;
        var stream = new NetworkStream(socket, ownsSocket: true);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
                limit.CancelAfter(HeadTime);
                if (await RequestHead.ReadAsync(stream, limit.Token).ConfigureAwait(false) is { } head)
                {
                    await AnswerAsync(stream, head, limit).ConfigureAwait(false);
                }
                else
                {
                    await WriteAsync(stream, "400 Bad Request", "text/plain; charset=utf-8", "This is no HTTP/1.1 request.\n"u8.ToArray(), limit.Token).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or WebSocketException or SocketException)
            {
                // The browser is gone, or we are closing.
            }
            finally
            {
                _connections.Release();
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream, RequestHead head, CancellationTokenSource limit)
    {
        var isWebSocket = head.Path == "/session" && head["Upgrade"].Equals("websocket", StringComparison.OrdinalIgnoreCase);
        if (_rules.FindObstacle(head, isWebSocket) is { } obstacle)
        {
            _refused(obstacle);
            await WriteTextAsync(stream, "403 Forbidden", obstacle, limit.Token).ConfigureAwait(false);
        }
        else if (head.Method != "GET")
        {
            await WriteTextAsync(stream, "405 Method Not Allowed", "There is nothing here but files to GET.", limit.Token).ConfigureAwait(false);
        }
        else if (isWebSocket)
        {
            await UpgradeAsync(stream, head, limit).ConfigureAwait(false);
        }
        else if (_files.Find(head.Path) is { } file)
        {
            await WriteAsync(stream, "200 OK", PageFiles.ContentType(file), await File.ReadAllBytesAsync(file, limit.Token).ConfigureAwait(false), limit.Token).ConfigureAwait(false);
        }
        else
        {
            await WriteTextAsync(stream, "404 Not Found", "There is no such file.", limit.Token).ConfigureAwait(false);
        }
    }

    private async Task UpgradeAsync(NetworkStream stream, RequestHead head, CancellationTokenSource limit)
    {
        if (head["Sec-WebSocket-Version"] != "13" || head["Sec-WebSocket-Key"].Length != 24 || !head.Lists("Connection", "Upgrade") || !head.Lists("Sec-WebSocket-Protocol", AccessRules.Protocol))
        {
            await WriteTextAsync(stream, "400 Bad Request", "This is no WebSocket handshake of our page.", limit.Token).ConfigureAwait(false);
            return;
        }

        if (Interlocked.Increment(ref _tabs) > MostTabs)
        {
            Interlocked.Decrement(ref _tabs);
            var reason = $"{MostTabs} tabs are open already; close one.";
            _refused(reason);
            await WriteTextAsync(stream, "503 Service Unavailable", reason, limit.Token).ConfigureAwait(false);
            return;
        }

        try
        {
            var answer = $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept(head["Sec-WebSocket-Key"])}\r\nSec-WebSocket-Protocol: {AccessRules.Protocol}\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), limit.Token).ConfigureAwait(false);
            limit.CancelAfter(Timeout.InfiniteTimeSpan);
            using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = AccessRules.Protocol, KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive });
            await _serve(socket, _closing.Token).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _tabs);
        }
    }

    // RFC 6455, 4.2.2: it shows that both sides mean a WebSocket and protects nothing.
#pragma warning disable CA5350
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes($"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350

    private static Task WriteTextAsync(Stream stream, string status, string text, CancellationToken cancellationToken) =>
        WriteAsync(stream, status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes($"{text}\n"), cancellationToken);

    private static async Task WriteAsync(Stream stream, string status, string type, byte[] body, CancellationToken cancellationToken)
    {
        var head = $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n{Headers.ReplaceLineEndings("\r\n")}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(body, cancellationToken).ConfigureAwait(false);
    }
}
