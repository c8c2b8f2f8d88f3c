using System.Collections.Concurrent;
using System.Net;
using System.Text;
using LocalCascade.Tests;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LocalCascade.Proxy.Tests.Support;

/// <summary>
/// An inference engine whose every move a test decides: real Kestrel, real sockets, HTTP/2 or 1.1. It stands where exact
/// timing and faults are the point; localcascade-serve is the engine of the tests that want real completions.
/// </summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _arrived = new(0);

    private Engine(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    public int Port => new Uri(Url).Port;

    /// <summary>All completion requests so far, in order of arrival.</summary>
    public ConcurrentQueue<EngineRequest> Requests { get; } = new();

    /// <summary>What a completion request gets; by default "a", "b" and [DONE].</summary>
    public Func<EngineRequest, Task> Answer { get; set; } = static request => StreamAsync(request, ["a", "b"]);

    /// <summary>TCP connections opened so far.</summary>
    public int Connections => _connections;

    private int _connections;

    public static async Task<Engine> StartAsync(HttpProtocols protocols = HttpProtocols.Http2, int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        Engine? engine = null;
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = protocols;
                listen.Use(next => connection =>
                {
                    Interlocked.Increment(ref engine!._connections);
                    return next(connection);
                });
            });
        });
        var app = builder.Build();
        engine = new Engine(app);
        app.Run(engine.HandleAsync);
        await app.StartAsync();
        engine.Url = app.Urls.Single();
        return engine;
    }

    /// <summary>Waits for the next completion request that nobody has waited for.</summary>
    public async Task<EngineRequest> NextAsync()
    {
        Assert.True(await _arrived.WaitAsync(Patience.Limit), "The engine got no request.");
        return Requests.ElementAt(_taken++);
    }

    private int _taken;

    public static async Task StreamAsync(EngineRequest request, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            await request.WriteEventAsync(text, request.Token);
        }

        await request.WriteRawAsync("data: [DONE]\n\n", request.Token);
    }

    /// <summary>Answers with one event and then nothing until reset.</summary>
    public static async Task HangAsync(EngineRequest request)
    {
        await request.WriteEventAsync("a", request.Token);
        await request.Aborted;
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        if (http.Request.Path != "/v1/completions")
        {
            await http.Response.WriteAsync("{\"object\":\"list\",\"data\":[]}");
            return;
        }

        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var request = new EngineRequest(http, await reader.ReadToEndAsync());
        request.Watch();
        Requests.Enqueue(request);
        _arrived.Release();
        try
        {
            await Answer(request);
        }
        catch (OperationCanceledException)
        {
            // Reset by the proxy.
        }
        finally
        {
            request.End();
        }
    }
}
