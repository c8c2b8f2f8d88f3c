using System.Collections.Concurrent;
using LocalCascade.Completion.Cloud;
using LocalCascade.Proxy.Identity;
using LocalCascade.Proxy.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.CloudTier.Tests.Support;

/// <summary>The daemon's client in front of a real proxy, signed in with a credential of the proxy's own.</summary>
internal sealed class Cloud : IAsyncDisposable
{
    private Cloud(CloudClient client, FrameRelay relay, string credential)
    {
        Client = client;
        Relay = relay;
        Credential = credential;
        client.Changed += States.Enqueue;
    }

    public CloudClient Client { get; }

    public FrameRelay Relay { get; }

    public string Credential { get; }

    public ConcurrentQueue<CloudStatus> States { get; } = new();

    /// <summary>A relay to the proxy and a client that is connected through it.</summary>
    public static async Task<Cloud> StartAsync(TestProxy proxy, Func<CloudSettings, CloudSettings>? change = null, TimeProvider? timeProvider = null)
    {
        var credential = UserStore.Add(Path.Combine(proxy.Folder, "users.json"), "ann", "acme", TimeProvider.System).Reveal();
        proxy.Server.RefreshFiles();
        var relay = FrameRelay.To(proxy.Address.ToString());
        var settings = new CloudSettings { Url = relay.Url };
        var client = new CloudClient(change?.Invoke(settings) ?? settings, _ => new(credential), "test", "1.0.0", timeProvider ?? TimeProvider.System, NullLogger.Instance);
        var cloud = new Cloud(client, relay, credential);
        client.Start();
        await client.WhenSettledAsync(CancellationToken.None);
        return cloud;
    }

    /// <summary>Reads a whole answer.</summary>
    public async Task<string> CompleteAsync(string prefix = "x", CancellationToken cancellationToken = default)
    {
        using var answer = await Client.CompleteAsync(new(prefix, "", 16), cancellationToken);
        var text = "";
        while (await answer.ReadAsync(cancellationToken) is { } piece)
        {
            text += piece.Text;
        }

        return text;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Relay.DisposeAsync();
    }
}
