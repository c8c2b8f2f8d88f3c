using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LocalCascade.Benchmarks.Cloud;
using LocalCascade.Proxy.Tokens;
using LocalCascade.Tests;

namespace LocalCascade.Benchmarks;

/// <summary>The published proxy as its own process, against HAProxy with jwt_verify in the same seat and against no proxy, in alternating rounds of one run.</summary>
internal static class ProxyBenchmark
{
    private const int Rounds = 5;
    private const int Sequential = 600;
    private const int Saturated = 4000;
    private const int Cancels = 10_000;
    private const int IdleConnections = 10_000;
    private const string Body = """{"model":"m","prompt":"for (int i = 0; i < ","max_tokens":20,"stream":true}""";

    public static async Task RunAsync()
    {
        var program = RepositoryRoot.Combine("dist", "localcascade-proxy");
        if (!File.Exists(program) || !HasProgram("haproxy") || !HasProgram("h2load"))
        {
            Console.Error.WriteLine("The proxy benchmark is left out: it needs dist/localcascade-proxy (./build.sh), haproxy and h2load (Debian: haproxy, nghttp2-client).");
            return;
        }

        using var folder = new TemporaryFolder();
        await using var engine = await PacedEngine.StartAsync();
        var keys = KeySet.ReadOrCreate(folder.Combine("keys.json"), TimeProvider.System);
        var token = new TokenIssuer(new(), keys, TimeProvider.System).Issue(new("ann", "acme", new(10_000_000, 100_000)), "").Token;
        folder.Write("public.pem", keys.Keys[0].Key.ExportSubjectPublicKeyInfoPem());
        var (port, haPort) = (FreePort(), FreePort());
        folder.Write("proxy.json", $$"""{ "listen": { "addresses": ["http://127.0.0.1:{{port}}"] }, "admission": { "concurrent": 100000, "maxWaiting": 10000 }, "upstreams": [{ "name": "one", "url": "{{engine.Url}}", "model": "m", "maxConcurrent": 10000 }] }""");
        folder.Write("haproxy.cfg", HaProxyConfig(haPort, new Uri(engine.Url).Port, folder.Combine("public.pem")));
        var body = folder.Write("body.json", Body);
        await using var direct = new Front("no proxy", engine.Url, null);
        await using var proxy = Front.Start("localcascade-proxy, ES256 verified", $"http://127.0.0.1:{port}", program, "--config", folder.Combine("proxy.json"));
        await using var haproxy = Front.Start("HAProxy 2.6, jwt_verify ES256", $"http://127.0.0.1:{haPort}", "haproxy", "-db", "-f", folder.Combine("haproxy.cfg"));
        Front[] fronts = [direct, haproxy, proxy];
        foreach (var front in fronts)
        {
            await WaitForAsync(front.Url, token);
        }

        await LatencyAsync(fronts, token);
        await ThroughputAsync(fronts, token, body);
        await CancellationAsync(proxy, engine, token, loaded: false, body);
        await CancellationAsync(proxy, engine, token, loaded: true, body);
        await IdleAsync(proxy);
    }

    private static async Task LatencyAsync(Front[] fronts, string token)
    {
        var times = fronts.ToDictionary(front => front, _ => new List<double>());
        var medians = fronts.ToDictionary(front => front, _ => new List<double>());
        var clients = fronts.ToDictionary(front => front, front => Client(front.Url));
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var front in fronts)
            {
                var samples = new List<double>();
                for (var i = 0; i < Sequential; i++)
                {
                    var started = Stopwatch.GetTimestamp();
                    await CompleteAsync(clients[front], token);
                    samples.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }

                // The first round warms up.
                if (round > 0)
                {
                    times[front].AddRange(samples);
                    medians[front].Add(Table.Median(samples));
                }
            }
        }

        var bare = Table.Median(medians[fronts[0]]);
        var peer = Table.Median(medians[fronts[1]]) - bare;
        Table.Write($"Latency of one request with {PacedEngine.Events} events, warm, sequential ({Rounds} rounds of {Sequential}, alternating)", ["path", "p50", "p99", "added p50", "added, against HAProxy"], fronts.Select(front =>
        {
            var added = Table.Median(medians[front]) - bare;
            return new[] { front.Name, Milliseconds(Table.Median(medians[front])), Milliseconds(Table.Percentile(times[front], 0.99)), front == fronts[0] ? "" : Milliseconds(added), front == fronts[0] ? "" : $"{Table.Number(added / peer)}×" };
        }));
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }

    private static async Task ThroughputAsync(Front[] fronts, string token, string body)
    {
        var rates = fronts.ToDictionary(front => front, _ => new List<double>());
        var costs = fronts.ToDictionary(front => front, _ => new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var front in fronts)
            {
                var before = front.Cpu;
                var rate = await front.LoadAsync(token, body, Saturated);
                if (round > 0)
                {
                    rates[front].Add(rate);
                    costs[front].Add((front.Cpu - before).TotalMicroseconds / Saturated);
                }
            }
        }

        Table.Write($"Saturated: h2load with 8 connections of 8 streams, all processes on this machine's processors (median of {Rounds} rounds of {Saturated})", ["path", "requests/s", "against HAProxy", "front's CPU per request", "requests/s per core"], fronts.Select(front =>
        {
            var (rate, cost) = (Table.Median(rates[front]), Table.Median(costs[front]));
            return new[] { front.Name, Table.Number(rate, "0"), $"{Table.Number(rate / Table.Median(rates[fronts[1]]))}×", front == fronts[0] ? "" : $"{Table.Number(cost, "0")} µs", front == fronts[0] ? "" : Table.Number(1e6 / cost, "0") };
        }));
    }

    private static async Task CancellationAsync(Front proxy, PacedEngine engine, string token, bool loaded, string body)
    {
        var count = loaded ? Cancels / 5 : Cancels;
        using var client = Client(proxy.Url);
        var times = new List<double>();
        using var stop = new CancellationTokenSource();
        var load = loaded ? LoadUntilAsync(proxy, token, body, stop.Token) : Task.CompletedTask;
        var connections = 0;
        for (var i = 0; i < count; i++)
        {
            using var cancel = new CancellationTokenSource();
            var reset = engine.NextResetAsync();
            var response = await client.SendAsync(Request(token, Body.Replace("for (", "hang (", StringComparison.Ordinal)), HttpCompletionOption.ResponseHeadersRead, cancel.Token);
            var started = Stopwatch.GetTimestamp();
            response.Dispose();
            times.Add((await reset - started) * 1000.0 / Stopwatch.Frequency);
            connections = i == 0 ? engine.Connections : connections;
        }

        await stop.CancelAsync();
        await load;
        Table.Write($"Cancellation mid-stream: client → proxy → engine, {count} cancels{(loaded ? " while h2load saturates the proxy" : "")}", ["p50", "p99", "max", "new connections to the engine"],
            [[Milliseconds(Table.Median(times)), Milliseconds(Table.Percentile(times, 0.99)), Milliseconds(times.Max()), loaded ? "" : $"{engine.Connections - connections}"]]);
    }

    private static async Task LoadUntilAsync(Front proxy, string token, string body, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await proxy.LoadAsync(token, body, Saturated);
        }
    }

    private static async Task IdleAsync(Front proxy)
    {
        var before = proxy.Megabytes;
        var sockets = new List<Socket>();
        var endpoint = new IPEndPoint(IPAddress.Loopback, new Uri(proxy.Url).Port);
        byte[] hello = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];
        var settings = new byte[64];
        try
        {
            for (var i = 0; i < IdleConnections; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(endpoint);
                await socket.SendAsync(hello);
                await socket.ReceiveAsync(settings);
            }

            await Task.Delay(3000);
            Table.Write($"Memory of {IdleConnections} idle HTTP/2 connections", ["before", "with them", "per connection"],
                [[$"{Table.Number(before, "0")} MB", $"{Table.Number(proxy.Megabytes, "0")} MB", $"{Table.Number((proxy.Megabytes - before) * 1000 / IdleConnections, "0.0")} kB"]]);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static string HaProxyConfig(int port, int engine, string key) => $"""
        defaults
          mode http
          timeout connect 1s
          timeout client 60s
          timeout server 60s
        frontend front
          bind 127.0.0.1:{port} proto h2
          http-request set-var(txn.token) http_auth_bearer
          http-request set-var(txn.alg) var(txn.token),jwt_header_query('$.alg')
          http-request deny unless {"{"} var(txn.alg) -m str ES256 {"}"}
          http-request deny unless {"{"} var(txn.token),jwt_verify(txn.alg,"{key}") -m int 1 {"}"}
          default_backend engine
        backend engine
          http-reuse always
          server one 127.0.0.1:{engine} proto h2

        """;

    private static async Task WaitForAsync(string url, string token)
    {
        using var client = Client(url);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await CompleteAsync(client, token);
                return;
            }
            catch (HttpRequestException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task CompleteAsync(HttpClient client, string token)
    {
        using var response = await client.SendAsync(Request(token, Body), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null);
    }

    private static HttpRequestMessage Request(string token, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", token);
        return request;
    }

    private static HttpClient Client(string url) => new(new SocketsHttpHandler { PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan }) { BaseAddress = new(url) };

    private static string Milliseconds(double value) => $"{Table.Number(value, "0.000")} ms";

    private static bool HasProgram(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
