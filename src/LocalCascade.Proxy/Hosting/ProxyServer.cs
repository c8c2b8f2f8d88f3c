using LocalCascade.Http;
using System.Net;
using System.Net.Security;
using LocalCascade.Proxy.Admission;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Endpoints;
using LocalCascade.Proxy.Health;
using LocalCascade.Proxy.Observability;
using LocalCascade.Proxy.Pipeline;
using LocalCascade.Proxy.Tokens;
using LocalCascade.Proxy.Upstreams;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalCascade.Proxy.Hosting;

/// <summary>The running proxy: builds the parts from a configuration, listens, swaps them when the configuration changes, stops gracefully.</summary>
internal sealed partial class ProxyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _timeProvider;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger<ProxyServer> _logger;
    private readonly TokenService _tokens;
    private readonly FairGate _gate;
    private readonly ProxyMetrics _metrics;
    private readonly PrometheusCollector _collector;
    private readonly ServerCertificate? _certificate;
    private readonly Telemetry? _telemetry;
    private readonly CancellationTokenSource _stopped = new();
    private volatile ProxyState _state;

    /// <param name="configuration">A validated configuration.</param>
    /// <param name="folder">What its relative paths are relative to.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="configureLogging">Where the log goes.</param>
    /// <exception cref="ConfigurationException">A file that it names cannot be used.</exception>
    public ProxyServer(ProxyConfiguration configuration, string folder, TimeProvider timeProvider, Action<ILoggingBuilder> configureLogging)
    {
        _timeProvider = timeProvider;
        var builder = WebApplication.CreateEmptyBuilder(new());
        configureLogging(builder.Logging);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(configuration.Listen.ShutdownSeconds));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.UseSockets(sockets =>
        {
            // Frames are handled on the thread that received them, a quarter less processor time per request; requests
            // themselves Kestrel dispatches, so that nothing long runs there.
            sockets.UnsafePreferInlineScheduling = true;
            if (configuration.Listen.ReusePort)
            {
                sockets.CreateBoundListenSocket = ListenSockets.Bind;
            }
        });
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, configuration.Listen));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        _app = builder.Build();
        _loggers = _app.Services.GetRequiredService<ILoggerFactory>();
        _logger = _loggers.CreateLogger<ProxyServer>();
        if (configuration.Listen is { Certificate: { } certificate, CertificateKey: { } key })
        {
            _certificate = new(Path.Combine(folder, certificate), Path.Combine(folder, key), _logger);
        }

        _tokens = new(configuration.Tokens, folder, timeProvider, _loggers);
        _gate = new(model => _state!.Pool.Capacity(model), () => _state!.Configuration.Admission, timeProvider);
        _metrics = new(() => _state!, () => _gate.Waiting, timeProvider);
        _collector = new(_metrics.Meter);
        _telemetry = Telemetry.Start(configuration.Telemetry);
        _state = CreateState(configuration, null);

        var pipeline = new CompletionPipeline(() => _state, _tokens.Verify, new(timeProvider), _gate, _metrics, timeProvider, _loggers.CreateLogger<CompletionPipeline>());
        var routes = new Routes(pipeline, new(() => _state, _tokens.Verify, _metrics), _tokens, new(() => _state, _app.Lifetime), new(_collector, OperatorPorts(configuration.Listen)));
        _app.Run(routes.HandleAsync);
    }

    /// <summary>The addresses listened on, with the ports that were chosen where 0 was asked for.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <summary>The state in effect.</summary>
    public ProxyState State => _state;

    /// <summary>Opens the upstreams' connections and begins to listen.</summary>
    /// <exception cref="IOException">An address is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // An upstream that cannot be reached is no reason not to start: it is probed, and /readyz says so.
        await Task.WhenAll(_state.Pool.All.Select(upstream => upstream.Settled)).WaitAsync(cancellationToken).ConfigureAwait(false);
        await _app.StartAsync(cancellationToken).ConfigureAwait(false);
        Addresses = [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
    }

    /// <summary>Lets a new, validated configuration take effect for the requests that come from now on. What is read at start only stays.</summary>
    /// <exception cref="ConfigurationException">A file that it names cannot be used; nothing changed.</exception>
    public void Apply(ProxyConfiguration configuration)
    {
        var before = _state;
        if (configuration.Listen.Addresses.SequenceEqual(before.Configuration.Listen.Addresses) is false || configuration.Telemetry != before.Configuration.Telemetry)
        {
            LogNeedsRestart();
        }

        _tokens.Apply(configuration.Tokens);
        _state = CreateState(configuration, before);
        _gate.CapacityChanged();
        foreach (var upstream in before.Pool.All.Except(_state.Pool.All))
        {
            // Its requests finish on the connections that they have.
            _ = upstream.RetireAsync(_stopped.Token);
        }
    }

    /// <summary>Counts a configuration that was read again.</summary>
    public void CountReload(bool tookEffect) => _metrics.Reloaded(tookEffect);

    /// <summary>Looks whether files that are watched have changed: keys, users, the certificate.</summary>
    public void RefreshFiles()
    {
        _certificate?.Refresh();
        _tokens.Refresh();
    }

    /// <summary>Stops listening, tells clients so (GOAWAY), and waits for the streams to end, at most for the configured time.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        await _stopped.CancelAsync().ConfigureAwait(false);
        foreach (var upstream in _state.Pool.All)
        {
            await upstream.DisposeAsync().ConfigureAwait(false);
        }

        _tokens.Dispose();
        _telemetry?.Dispose();
        _collector.Dispose();
        _metrics.Dispose();
        _stopped.Dispose();
    }

    private ProxyState CreateState(ProxyConfiguration configuration, ProxyState? before)
    {
        var pool = UpstreamPool.Create(configuration, before?.Configuration, before?.Pool, upstream =>
            new(upstream, configuration.Health, _timeProvider, () => _gate.CapacityChanged(), _loggers.CreateLogger<Upstream>()));
        var oldest = new List<ClientVersion>();
        foreach (var client in configuration.Requests.MinimumClients)
        {
            if (ClientVersion.TryParse(client, out var version))
            {
                oldest.Add(version);
            }
        }

        return new(
            configuration,
            pool,
            new(configuration.Requests.MaxBodyBytes, configuration.Requests.MaxUnpackedBytes, configuration.Requests.MaxDepth),
            pool.All.ToDictionary(upstream => upstream, upstream => new PromptAssembly(upstream.Configuration, configuration.Requests)),
            oldest,
            before is not null && before.Configuration.Health == configuration.Health ? before.Vote : new(configuration.Health, _timeProvider, _loggers.CreateLogger<SelfVote>()));
    }

    // Every value is a measured one, or the attack that it stops is named.
    private void Listen(KestrelServerOptions kestrel, ListenConfiguration listen)
    {
        kestrel.AddServerHeader = false;

        // A balancer that ends TLS forwards ":scheme: https" in clear text; Kestrel would reset every stream.
        kestrel.AllowAlternateSchemes = true;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(15);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestBodySize = null; // RequestReader's limit, which a reload changes.
        kestrel.Limits.Http2.MaxStreamsPerConnection = listen.StreamsPerConnection;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        foreach (var address in listen.Addresses.Concat(listen.Operators ?? []))
        {
            var uri = new Uri(address);
            if (uri.Host == "localhost" && uri.Port != 0)
            {
                kestrel.ListenLocalhost(uri.Port, options => Speak(options, uri));
            }
            else
            {
                kestrel.Listen(uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(uri.Host.Trim('[', ']')), uri.Port, options => Speak(options, uri));
            }
        }
    }

    private void Speak(ListenOptions options, Uri uri)
    {
        options.Protocols = HttpProtocols.Http1AndHttp2;
        if (uri.Scheme == "https")
        {
            options.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = _certificate!.Context,
                    ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                }),
            });
        }
        else
        {
            options.Use(ClearTextProtocols.Detect);
        }
    }

    private static List<int> OperatorPorts(ListenConfiguration listen) => [.. (listen.Operators ?? []).Select(address => new Uri(address).Port)];

    [LoggerMessage(Level = LogLevel.Warning, Message = "The configuration's listen and telemetry parts take effect at the next start.")]
    private partial void LogNeedsRestart();
}
