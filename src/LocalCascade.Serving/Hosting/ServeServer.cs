using System.Net;
using System.Text.Json;
using LocalCascade.Http;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;
using LocalCascade.Serving.Batching;
using LocalCascade.Serving.Endpoints;
using LocalCascade.Serving.Replay;
using LocalCascade.Wire;
using LocalCascade.Wire.Replay;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalCascade.Serving.Hosting;

/// <summary>The running server: the model, its scheduler, and Kestrel in front.</summary>
internal sealed class ServeServer : IAsyncDisposable
{
    private readonly LocalModel _model;
    private readonly BatchScheduler _scheduler;
    private readonly ServingMetrics _metrics = new();
    private readonly PrometheusCollector _collector;
    private readonly CompletionsEndpoint _completions;
    private readonly WebApplication _app;

    /// <exception cref="Inference.InferenceException">The model cannot be loaded, or there is not enough memory for the slots.</exception>
    public ServeServer(ServeOptions options, TimeProvider timeProvider, Action<ILoggingBuilder> configureLogging)
    {
        _collector = new(_metrics.Meter);

        // The thread of the scheduler computes alone: nothing is decoded beside it.
        _model = LocalModel.Load(options.Model, new RuntimeOptions { Provider = "cpu", Threads = options.Threads }, CancellationToken.None);
        var capacity = options.Context > 0 ? Math.Min(options.Context, _model.Info.ContextLength) : Math.Min(_model.Info.ContextLength, _model.PreferredPromptTokens + 512);
        _scheduler = new(_model, options.Slots, options.Queue, capacity, _metrics);
        _metrics.Observe(() => _scheduler.Active, () => _scheduler.Waiting);
        var replay = options.Replay is null ? null : new ReplayPlayer(ReplayFile.Read(options.Replay), options.ReplayPace, options.ReplayEmptyForUnknown, _model.Tokenizer, timeProvider);
        ModelName = replay?.Model ?? _model.Info.Name;
        _completions = new(_model, ModelName, replay, _scheduler, _metrics, timeProvider);

        var builder = WebApplication.CreateEmptyBuilder(new());
        configureLogging(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The addresses listened on, with the ports that were chosen where 0 was asked for.</summary>
    public IReadOnlyList<string> Addresses => [.. _app.Urls];

    /// <summary>The name that answers go by: the model's, or the replay's, which says that it is one.</summary>
    public string ModelName { get; }

    public ServingMetrics Metrics => _metrics;

    public BatchScheduler Scheduler => _scheduler;

    public LocalModel Model => _model;

    /// <exception cref="IOException">An address is taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    /// <summary>Stops listening, tells clients so (GOAWAY), and lets what is under way finish.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        await _scheduler.DisposeAsync().ConfigureAwait(false);
        _model.Dispose();
        _collector.Dispose();
        _metrics.Dispose();
    }

    private Task HandleAsync(HttpContext http) => (http.Request.Path.Value, http.Request.Method) switch
    {
        ("/v1/completions", "POST") => _completions.HandleAsync(http),
        ("/v1/models", "GET" or "HEAD") => WriteModelsAsync(http),
        ("/healthz", "GET" or "HEAD") => http.Response.WriteAsync("ok\n", http.RequestAborted),
        ("/readyz", "GET" or "HEAD") => WriteReadyAsync(http),
        ("/metrics", "GET" or "HEAD") => WriteMetricsAsync(http),
        _ => Errors.WriteAsync(http, StatusCodes.Status404NotFound, ErrorCodes.InvalidRequest, "Nothing is here. Completions are asked for by POST /v1/completions.", null, http.RequestAborted),
    };

    private async Task WriteModelsAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        var list = new ModelList { Data = [new() { Id = ModelName }] };
        await http.Response.BodyWriter.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(list, WireJson.Relaxed.ModelList), http.RequestAborted).ConfigureAwait(false);
    }

    private Task WriteReadyAsync(HttpContext http)
    {
        var stopping = _app.Lifetime.ApplicationStopping.IsCancellationRequested;
        http.Response.StatusCode = stopping ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return http.Response.WriteAsync(stopping ? "stopping\n" : "ok\n", http.RequestAborted);
    }

    private Task WriteMetricsAsync(HttpContext http)
    {
        http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return http.Response.WriteAsync(_collector.Write(), http.RequestAborted);
    }

    private static void Listen(KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowAlternateSchemes = true;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromHours(1);
        kestrel.Limits.MaxRequestBodySize = null; // RequestReader's limit.

        // The proxy puts everybody's requests on few connections.
        kestrel.Limits.Http2.MaxStreamsPerConnection = Math.Max(100, 2 * (options.Slots + options.Queue));
        foreach (var url in options.Urls)
        {
            var uri = new Uri(url);
            kestrel.Listen(uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(uri.Host.Trim('[', ']')), uri.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.Use(ClearTextProtocols.Detect);
            });
        }
    }
}
