namespace LocalCascade.Completion.Cloud;

/// <summary>The connections to the cloud, each once however many sessions use the same settings. Thread-safe.</summary>
public sealed class CloudPool : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CloudSettings, Shared> _clients = [];

    /// <summary>A client for these settings, made and started unless there is one; to be given back by <see cref="ReturnAsync"/>.</summary>
    public CloudClient Rent(CloudSettings settings, Func<CloudClient> create)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(create);
        lock (_gate)
        {
            if (!_clients.TryGetValue(settings, out var shared))
            {
                _clients[settings] = shared = new(create());
                shared.Client.Start();
            }

            shared.Users++;
            return shared.Client;
        }
    }

    /// <summary>Gives a client back; its last user closes its connection.</summary>
    public async ValueTask ReturnAsync(CloudSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        CloudClient? last = null;
        lock (_gate)
        {
            if (_clients.TryGetValue(settings, out var shared) && --shared.Users == 0)
            {
                _clients.Remove(settings);
                last = shared.Client;
            }
        }

        if (last is not null)
        {
            await last.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Tells all that somebody signed in or out.</summary>
    public void CredentialChanged()
    {
        lock (_gate)
        {
            foreach (var shared in _clients.Values)
            {
                shared.Client.CredentialChanged();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        CloudClient[] clients;
        lock (_gate)
        {
            clients = [.. _clients.Values.Select(shared => shared.Client)];
            _clients.Clear();
        }

        foreach (var client in clients)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed class Shared(CloudClient client)
    {
        public CloudClient Client { get; } = client;

        public int Users { get; set; }
    }
}
