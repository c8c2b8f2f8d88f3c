using System.Collections.Concurrent;
using LocalCascade.Tests;

namespace LocalCascade.EndToEnd.CloudTier;

/// <summary>Clients that never stop asking, each over one connection of its own, and everything that went wrong for them.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly List<Task> _workers = [];
    private int _served;
    private int _connections;

    /// <summary>How often they had to connect.</summary>
    public int Connections => _connections;

    public static Load Start(string url, string token, int workers)
    {
        var load = new Load();
        for (var i = 0; i < workers; i++)
        {
            load._workers.Add(Task.Run(() => load.WorkAsync(url, token)));
        }

        return load;
    }

    /// <summary>Waits until so many more requests were answered.</summary>
    public async Task ServedAsync(int more)
    {
        var goal = Volatile.Read(ref _served) + more;
        var until = DateTime.UtcNow + Patience.Limit;
        while (Volatile.Read(ref _served) < goal)
        {
            Assert.True(DateTime.UtcNow < until, $"{_served} of {goal} served; {string.Join("; ", _failures)}");
            await Task.Delay(10);
        }
    }

    /// <summary>Ends it and gives what went wrong.</summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_workers);
        return [.. _failures];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task WorkAsync(string url, string token)
    {
        using var http = CloudTier.Client(url, () => Interlocked.Increment(ref _connections));
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var text = await CloudTier.CompleteAsync(http, token);
                if (!text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal))
                {
                    _failures.Enqueue(text);
                }

                Interlocked.Increment(ref _served);
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                _failures.Enqueue(error.ToString());
            }
        }
    }
}
