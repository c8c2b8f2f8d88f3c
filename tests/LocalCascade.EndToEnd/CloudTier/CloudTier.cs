using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LocalCascade.Tests;

namespace LocalCascade.EndToEnd.CloudTier;

/// <summary>The published proxy and inference server as processes, in a folder of their own.</summary>
internal sealed class CloudTier : IAsyncDisposable
{
    private readonly List<RunningProcess> _processes = [];

    public TemporaryFolder Folder { get; } = new();

    public RunningProcess Serve { get; private set; } = null!;

    public string ServeUrl { get; private set; } = "";

    public string ConfigFile => Folder.Combine("proxy.json");

    /// <summary>Where the client's own files go.</summary>
    public Dictionary<string, string> Home => new() { ["XDG_CONFIG_HOME"] = Folder.Combine("config"), ["XDG_STATE_HOME"] = Folder.Combine("state"), ["XDG_DATA_HOME"] = Folder.Combine("data") };

    public static string Program(string name) => Path.Combine(Path.GetDirectoryName(PublishedServer.Path)!, OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    /// <summary>The name that the server's answers go by.</summary>
    public string Model { get; private init; } = "localcascade-fim-6m";

    /// <summary>Starts localcascade-serve with the embedded model.</summary>
    public static Task<CloudTier> StartAsync() => StartAsync(new CloudTier());

    /// <summary>Starts localcascade-serve with recorded answers.</summary>
    public static Task<CloudTier> StartReplayAsync(string file, string model) =>
        StartAsync(new CloudTier { Model = model }, "--replay", file, "--replay-unknown", "empty", "--replay-first-token-ms", "5", "--replay-tokens-per-second", "2000");

    private static async Task<CloudTier> StartAsync(CloudTier tier, params string[] arguments)
    {
        tier.Serve = tier.Run("localcascade-serve", ["--urls", "http://127.0.0.1:0", .. arguments]);
        tier.ServeUrl = await tier.Serve.UrlAsync();
        return tier;
    }

    public RunningProcess Run(string program, string[] arguments, Dictionary<string, string>? environment = null)
    {
        var process = RunningProcess.Start(Program(program), arguments, environment);
        _processes.Add(process);
        return process;
    }

    /// <summary>Starts a proxy in front of it; several may share the port.</summary>
    public RunningProcess RunProxy(int port, string? oidc = null)
    {
        var config = Folder.Combine($"proxy-{port}.json");
        File.WriteAllText(config, ConfigFor($"http://127.0.0.1:{port}", oidc));
        File.Copy(config, ConfigFile, overwrite: true);
        return Run("localcascade-proxy", ["--config", config]);
    }

    /// <summary>Adds a user and gives the credential.</summary>
    public async Task<string> AddUserAsync(string name = "ann")
    {
        if (!File.Exists(ConfigFile))
        {
            await File.WriteAllTextAsync(ConfigFile, ConfigFor("http://127.0.0.1:0", null));
        }

        var (exitCode, output) = await Tool.RunAsync(Program("localcascade-proxy"), ["users", "add", name, "-o", "acme", "--config", ConfigFile], Folder.Path, Patience.Limit);
        Assert.True(exitCode == 0, output);
        return output.Split('\n')[0].Trim();
    }

    /// <summary>A token that a proxy gives for a credential.</summary>
    public static async Task<string> ExchangeAsync(string url, string credential)
    {
        using var http = Client(url);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/token") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Authorization = new("Bearer", credential);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("token").GetString()!;
    }

    /// <summary>A client with one HTTP/2 connection, which counts how often it had to connect.</summary>
    public static HttpClient Client(string url, Action? connected = null)
    {
        var handler = new SocketsHttpHandler
        {
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            SslOptions = { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.Subject == "CN=127.0.0.1" },
            ConnectCallback = async (context, cancellationToken) =>
            {
                connected?.Invoke();
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new(handler) { BaseAddress = new(url), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    /// <summary>Streams one completion; gives its whole text of events.</summary>
    public static async Task<string> CompleteAsync(HttpClient http, string token, int maxTokens = 8, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Authorization = new("Bearer", token);
        request.Content = new StringContent($$"""{"prompt":"for (int i = 0; i < ","max_tokens":{{maxTokens}},"stream":true}""", Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Runs the client's command line.</summary>
    public async Task<(int ExitCode, string Output)> LocalCascadeAsync(params string[] arguments)
    {
        return await Tool.RunAsync("env", [.. Home.Select(pair => $"{pair.Key}={pair.Value}"), PublishedServer.Path, .. arguments], Folder.Path, Patience.Limit);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        Folder.Dispose();
    }

    private string ConfigFor(string address, string? oidc) => $$"""
        {
          "listen": { "addresses": ["{{address}}"], "shutdownSeconds": 20 },
          "tokens": { {{(oidc is null ? "" : $"\"oidc\": {oidc}")}} },
          "health": { "probeMilliseconds": 50 },
          "upstreams": [{ "name": "serve", "url": "{{ServeUrl}}", "model": "{{Model}}", "extensions": true, "contextTokens": 512 }]
        }
        """;
}
