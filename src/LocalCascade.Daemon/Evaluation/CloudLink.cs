using LocalCascade.Completion.Cloud;
using LocalCascade.Daemon.Cli;
using LocalCascade.Daemon.Cloud;
using LocalCascade.Daemon.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Evaluation;

/// <summary>A client that is connected to the cloud, over a network of the named round trip.</summary>
internal sealed class CloudLink : IAsyncDisposable
{
    /// <summary>What <c>--cloud</c> takes for the proxy that one is signed in at.</summary>
    public const string SignedIn = "signed-in";

    private readonly DelayRelay? _relay;

    private CloudLink(CloudClient client, DelayRelay? relay) => (Client, _relay) = (client, relay);

    public CloudClient Client { get; }

    /// <summary>The model that answers: the one set, or the proxy's default.</summary>
    public string ModelOf(CloudSettings settings) => settings.Model.Length > 0 ? settings.Model : Client.Status.Models is [var first, ..] ? first : "";

    /// <summary>The settings for a cloud that was named on the command line.</summary>
    /// <exception cref="CommandException">There is none, or the user wants no socket.</exception>
    public static CloudSettings FindSettings(DaemonSettings settings, string cloud)
    {
        if (settings.Offline)
        {
            throw new CommandException("The setting 'offline' is on: the cloud may not be asked.");
        }

        var found = CloudConnector.FindSettings(cloud == SignedIn ? settings : settings with { Cloud = settings.Cloud with { Url = cloud } }, CredentialStore.Default)
            ?? throw new CommandException("There is no cloud to ask. Sign in to one: localcascade login --url URL");
        return found.Problem() is { } problem ? throw new CommandException(problem) : found;
    }

    /// <summary>Connects.</summary>
    /// <exception cref="CommandException">It does not come about; the message says why.</exception>
    public static async Task<CloudLink> ConnectAsync(CloudSettings settings, TimeSpan roundTrip, CancellationToken cancellationToken)
    {
        DelayRelay? relay = null;
        if (roundTrip > TimeSpan.Zero)
        {
            relay = new Uri(settings.Url).Scheme == "http"
                ? DelayRelay.To(settings.Url, roundTrip, TimeProvider.System)
                : throw new CommandException("--network-delay is for a proxy that is reached by http, on this machine: a certificate would not fit the relay in between.");
        }

        var link = new CloudLink(CloudConnector.Create(relay is null ? settings : settings with { Url = relay.Url }, CredentialStore.Default, NullLogger.Instance, credentialUrl: settings.Url), relay);
        try
        {
            link.Client.Start();
            await link.Client.WhenSettledAsync(cancellationToken).ConfigureAwait(false);
            return link.Client.Status.State == CloudState.Ready ? link : throw new CommandException(link.Client.Status.Message);
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync().ConfigureAwait(false);
        if (_relay is not null)
        {
            await _relay.DisposeAsync().ConfigureAwait(false);
        }
    }
}
