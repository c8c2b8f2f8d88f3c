using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LocalCascade.Benchmarks.Cloud;
using LocalCascade.Tests;

namespace LocalCascade.Benchmarks.Typing.Live;

/// <summary>The published inference server and proxy as processes, and a user's credential for them.</summary>
internal sealed class LiveCloud : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Front> _processes = [];

    public int Port { get; private set; }

    public string Credential { get; private set; } = "";

    public static async Task<LiveCloud> StartAsync()
    {
        var cloud = new LiveCloud();
        var (engine, port) = (FreePort(), FreePort());
        var config = cloud._folder.Write("proxy.json", $$"""
            {
              "listen": { "addresses": ["http://127.0.0.1:{{port}}"] },
              "upstreams": [{ "name": "serve", "url": "http://127.0.0.1:{{engine}}", "model": "localcascade-fim-6m", "extensions": true, "contextTokens": 512 }]
            }
            """);
        cloud._processes.Add(Front.Start("serve", $"http://127.0.0.1:{engine}", Program("localcascade-serve"), "--urls", $"http://127.0.0.1:{engine}"));
        cloud.Credential = (await OutputAsync(new(Program("localcascade-proxy"), ["users", "add", "ann", "-o", "acme", "--config", config]))).Split('\n')[0].Trim();
        cloud._processes.Add(Front.Start("proxy", $"http://127.0.0.1:{port}", Program("localcascade-proxy"), "--config", config));
        cloud.Port = port;
        await Task.WhenAll(WaitForAsync(engine), WaitForAsync(port));
        return cloud;
    }

    public static string Program(string name) => RepositoryRoot.Combine("dist", OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    /// <summary>Runs a program to its end, with some text as its input; gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> OutputAsync(ProcessStartInfo start, string input = "")
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)}: {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        _folder.Dispose();
    }

    // Until somebody listens there.
    private static async Task WaitForAsync(int port)
    {
        for (var tries = 0; ; tries++)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (tries < 300)
            {
                await Task.Delay(200);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
