using System.Net;
using System.Text;
using LocalCascade.Completion;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Telemetry;
using LocalCascade.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Tests.Telemetry;

public sealed class TelemetryPoolTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TelemetryPool _pool = new(TimeProvider.System, NullLogger.Instance);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Sessions_of_one_place_share_a_store_until_the_last_leaves()
    {
        var settings = Settings();
        var first = _pool.Rent(settings)!;
        Assert.Same(first, _pool.Rent(settings));
        Assert.NotSame(first, _pool.Rent(settings with { Telemetry = settings.Telemetry with { File = _folder.Combine("other.db") } }));

        await _pool.ReturnAsync(first);
        Assert.Same(first, _pool.Rent(settings));
        await _pool.ReturnAsync(first);
        await _pool.ReturnAsync(first);
        Assert.NotSame(first, _pool.Rent(settings));
    }

    [Fact]
    public void Off_is_no_store_and_no_file()
    {
        var settings = Settings();
        Assert.Null(_pool.Rent(settings with { Telemetry = settings.Telemetry with { Mode = TelemetrySettings.Off, OtlpEndpoint = "http://127.0.0.1:1" } }));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_collector_that_the_user_names_gets_the_counts_and_no_text()
    {
        using var collector = new Collector();
        var settings = Settings() with { Telemetry = Settings().Telemetry with { OtlpEndpoint = collector.Url } };
        var store = _pool.Rent(settings)!;
        store.Record(new() { Id = "a", Time = DateTimeOffset.UtcNow, Origin = CompletionOrigin.LocalModel, Decision = "local-sure", Language = "csharp", TotalMs = 12, Client = "Neovim" });
        store.Record(new() { Id = "b", Time = DateTimeOffset.UtcNow, CancelledAt = "decode", CloudRequests = 1, CloudOutcome = "cancelled", CloudPromptTokens = 7 });
        store.Shown("a", DateTimeOffset.UtcNow);
        store.Accepted("a", DateTimeOffset.UtcNow);
        await _pool.ReturnAsync(store);

        var body = await collector.Bodies.Reader.ReadAsync(new CancellationTokenSource(Patience.Limit).Token);
        Assert.Equal("/v1/metrics", body.Path);
        foreach (var name in new[] { "localcascade_completions", "localcascade_completion_duration_seconds", "localcascade_accepted", "localcascade_shown", "localcascade_cancelled", "localcascade_cloud_requests", "localcascade_cloud_tokens", "local-sure", "decode" })
        {
            Assert.Contains(name, body.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Neovim", body.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, body.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_nothing_is_exported()
    {
        using var collector = new Collector();
        var settings = Settings() with { Offline = true, Telemetry = Settings().Telemetry with { OtlpEndpoint = collector.Url } };
        var store = _pool.Rent(settings)!;
        store.Record(new() { Id = "a", Time = DateTimeOffset.UtcNow, Origin = CompletionOrigin.LocalModel });
        await _pool.ReturnAsync(store);
        Assert.Equal(0, collector.Connections);
    }

    private DaemonSettings Settings() => new() { Telemetry = new() { File = _folder.Combine("telemetry.db") } };

    /// <summary>What an OpenTelemetry collector is to an exporter: somebody who takes posts.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();
        private int _connections;

        public Collector()
        {
            Url = $"http://127.0.0.1:{Ports.Free()}";
            _listener.Prefixes.Add(Url + "/");
            _listener.Start();
            _ = TakeAsync();
        }

        public string Url { get; }

        public int Connections => Volatile.Read(ref _connections);

        public System.Threading.Channels.Channel<(string Path, string Text)> Bodies { get; } = System.Threading.Channels.Channel.CreateUnbounded<(string, string)>();

        public void Dispose() => _listener.Close();

        private async Task TakeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    Interlocked.Increment(ref _connections);
                    using var body = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(body);
                    context.Response.Close();
                    await Bodies.Writer.WriteAsync((context.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray())));
                }
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                // Closed.
            }
        }
    }
}
