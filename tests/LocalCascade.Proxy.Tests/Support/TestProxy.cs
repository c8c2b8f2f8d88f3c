using System.Net;
using System.Text;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Hosting;
using LocalCascade.Proxy.Tokens;
using LocalCascade.Tests;

namespace LocalCascade.Proxy.Tests.Support;

/// <summary>A real proxy on loopback in a folder of its own, and a client with a token.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly List<string> _log;

    private TestProxy(TemporaryFolder folder, ProxyServer server, ProxyConfiguration configuration, List<string> log)
    {
        _folder = folder;
        _log = log;
        Server = server;
        Configuration = configuration;
        Client = CreateClient();
        Token = CreateToken("acme");
    }

    public ProxyServer Server { get; }

    public ProxyConfiguration Configuration { get; }

    public HttpClient Client { get; }

    /// <summary>A token of organisation acme.</summary>
    public string Token { get; }

    public string Folder => _folder.Path;

    public Uri Address => new(Server.Addresses[0].Replace("[::]", "127.0.0.1", StringComparison.Ordinal));

    /// <summary>Everything that was logged so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    public static Task<TestProxy> StartAsync(Engine engine, Func<ProxyConfiguration, ProxyConfiguration>? change = null) =>
        StartAsync([Upstream(engine)], change);

    public static async Task<TestProxy> StartAsync(IReadOnlyList<UpstreamConfiguration> upstreams, Func<ProxyConfiguration, ProxyConfiguration>? change = null, TimeProvider? timeProvider = null, bool keepLog = true)
    {
        var folder = new TemporaryFolder();
        var configuration = new ProxyConfiguration { Listen = new() { Addresses = ["http://127.0.0.1:0"], ShutdownSeconds = 5 }, Upstreams = upstreams };
        configuration = change?.Invoke(configuration) ?? configuration;
        Assert.Empty(ConfigurationRules.Check(configuration));
        var log = new List<string>();
        var server = new ProxyServer(configuration, folder.Path, timeProvider ?? TimeProvider.System, logging =>
        {
            if (keepLog)
            {
                logging.SetMinimumLevel(LogLevel.Trace);
                logging.AddProvider(new ListLoggerProvider(log));
            }
        });
        await server.StartAsync(CancellationToken.None);
        return new(folder, server, configuration, log);
    }

    public static UpstreamConfiguration Upstream(Engine engine, string name = "one") => new() { Name = name, Url = engine.Url, Model = "m", Extensions = true };

    /// <summary>A token as the proxy would issue it.</summary>
    public string CreateToken(string organisation, int? requestsPerMinute = null, int? concurrent = null)
    {
        var keys = KeySet.ReadOrCreate(Path.Combine(_folder.Path, Configuration.Tokens.KeysFile), TimeProvider.System);
        return new TokenIssuer(Configuration.Tokens, keys, TimeProvider.System).Issue(new("ann", organisation, new(requestsPerMinute, concurrent)), "test").Token;
    }

    /// <summary>A client with one HTTP/2 connection.</summary>
    public HttpClient CreateClient(Version? version = null) => new(new SocketsHttpHandler { PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan })
    {
        BaseAddress = Address,
        DefaultRequestVersion = version ?? HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public HttpRequestMessage Request(string body = """{"prompt":"x","stream":true}""", string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Version = Client.DefaultRequestVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Authorization = new("Bearer", token ?? Token);
        return request;
    }

    public Task<HttpResponseMessage> SendAsync(string body = """{"prompt":"x","stream":true}""", string? token = null, CancellationToken cancellationToken = default) =>
        Client.SendAsync(Request(body, token), HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    public async Task<string> MetricsAsync()
    {
        using var client = CreateClient();
        return await client.GetStringAsync("/metrics");
    }

    /// <summary>A metric's value, 0 where it has none; <paramref name="name"/> with its labels as they are written.</summary>
    public async Task<double> MetricAsync(string name)
    {
        var line = (await MetricsAsync()).Split('\n').FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(name.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
