using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Reporting;

/// <summary>A headless Chromium, driven over its debugging protocol.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly string _profile;
    private string _session = "";
    private int _last;

    private Chromium(Process process, string profile) => (_process, _profile) = (process, profile);

    /// <summary>The program; null where none is installed.</summary>
    public static string? Program { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>Events since the start, as the browser sent them.</summary>
    public List<JsonNode> Events { get; } = [];

    public static async Task<Chromium> StartAsync()
    {
        var profile = Directory.CreateTempSubdirectory("localcascade-chromium-").FullName;
        string[] arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--hide-scrollbars", "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank"];
        var process = Process.Start(new ProcessStartInfo(Program!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var browser = new Chromium(process, profile);
        try
        {
            using var limit = new CancellationTokenSource(Patience.Limit);
            string? line;
            while ((line = await process.StandardError.ReadLineAsync(limit.Token)) is not null && !line.Contains("DevTools listening on ", StringComparison.Ordinal))
            {
                // What it says of a machine without a screen or a bus.
            }

            Assert.NotNull(line);
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            await browser._socket.ConnectAsync(new(line[line.IndexOf("ws://", StringComparison.Ordinal)..]), limit.Token);
            var target = (string)(await browser.CallAsync("Target.createTarget", new() { ["url"] = "about:blank" }))["targetId"]!;
            browser._session = (string)(await browser.CallAsync("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!;
            foreach (var domain in new[] { "Page", "Network", "Log", "Runtime" })
            {
                await browser.CallAsync($"{domain}.enable", []);
            }

            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Shows a file in a window of that width.</summary>
    public async Task OpenAsync(string path, int width, bool dark)
    {
        await CallAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = width < 500 });
        await CallAsync("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) });
        Events.Clear();
        await CallAsync("Page.navigate", new() { ["url"] = new Uri(path).AbsoluteUri });
        while (!Events.Exists(e => (string)e["method"]! == "Page.loadEventFired"))
        {
            await ReceiveAsync();
        }
    }

    /// <summary>The value of an expression in the page.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true });
        Assert.Null(answer["exceptionDetails"]);
        return answer["result"]!["value"];
    }

    /// <summary>The whole page as PNG.</summary>
    public async Task<byte[]> ScreenshotAsync() =>
        Convert.FromBase64String((string)(await CallAsync("Page.captureScreenshot", new() { ["captureBeyondViewport"] = true }))["data"]!);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // Its last children may still be leaving.
        }
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        var id = ++_last;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session.Length > 0)
        {
            message["sessionId"] = _session;
        }

        using var limit = new CancellationTokenSource(Patience.Limit);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        while (true)
        {
            var received = await ReceiveAsync();
            if ((int?)received["id"] == id)
            {
                return received["result"] ?? throw new InvalidOperationException($"{method}: {received["error"]}");
            }
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
            bytes.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);

        var message = JsonNode.Parse(Encoding.UTF8.GetString(bytes.ToArray()))!;
        if (message["method"] is not null)
        {
            Events.Add(message);
        }

        return message;
    }
}
