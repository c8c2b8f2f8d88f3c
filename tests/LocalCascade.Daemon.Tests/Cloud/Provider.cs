using System.Net;
using System.Text;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Cloud;

/// <summary>The token endpoint of an identity provider, which answers what a test tells it to: the real ones are tried end to end.</summary>
internal sealed class Provider : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public Provider(Func<string, (int Status, string Json)> answer)
    {
        Url = $"http://127.0.0.1:{Ports.Free()}";
        _listener.Prefixes.Add($"{Url}/");
        _listener.Start();
        _serving = Task.Run(() => ServeAsync(answer));
    }

    public string Url { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync(Func<string, (int Status, string Json)> answer)
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var (status, json) = answer(await reader.ReadToEndAsync());
                context.Response.StatusCode = status;
                context.Response.Close(Encoding.UTF8.GetBytes(json), willBlock: true);
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
