using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalCascade.Benchmarks.Cloud;

/// <summary>An engine that answers each completion with 20 events at once, or, asked for "hang", with one and then nothing until it is reset.</summary>
internal sealed class PacedEngine : IAsyncDisposable
{
    public const int Events = 20;

    private static readonly byte[] Event = "data: {\"id\":\"c\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"text\":\" x\",\"index\":0}]}\n\n"u8.ToArray();
    private readonly WebApplication _app;
    private TaskCompletionSource<long> _reset = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;

    private PacedEngine(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    /// <summary>TCP connections opened so far.</summary>
    public int Connections => _connections;

    public static async Task<PacedEngine> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        PacedEngine? engine = null;
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.AllowAlternateSchemes = true;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(next => connection =>
                {
                    Interlocked.Increment(ref engine!._connections);
                    return next(connection);
                });
            });
        });
        var app = builder.Build();
        engine = new(app);
        app.Run(engine.HandleAsync);
        await app.StartAsync();
        engine.Url = app.Urls.Single();
        return engine;
    }

    /// <summary>When the next hanging request is reset, by <see cref="Stopwatch"/>.</summary>
    public Task<long> NextResetAsync() => (_reset = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        if (http.Request.Path != "/v1/completions")
        {
            await http.Response.WriteAsync("{\"object\":\"list\",\"data\":[]}");
            return;
        }

        using var body = new StreamReader(http.Request.Body);
        var hangs = (await body.ReadToEndAsync()).Contains("hang", StringComparison.Ordinal);
        http.Response.ContentType = "text/event-stream";
        for (var i = 0; i < (hangs ? 1 : Events); i++)
        {
            await http.Response.BodyWriter.WriteAsync(Event);
        }

        if (hangs)
        {
            var reset = _reset;
            var seen = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = http.RequestAborted.Register(() => seen.TrySetResult(Stopwatch.GetTimestamp()));
            reset.TrySetResult(await seen.Task);
            return;
        }

        await http.Response.BodyWriter.WriteAsync("data: [DONE]\n\n"u8.ToArray());
    }
}
