using System.CommandLine;
using System.Globalization;
using LocalCascade.Completion.Cloud;
using LocalCascade.Daemon.Cloud;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade status</c></summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", "Show how the cloud tier stands: where, who, how fast");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = GlobalOptions.ReadSettings(parsed).Current;
        if (CloudConnector.FindSettings(settings, CredentialStore.Default) is not { } cloud)
        {
            Console.Out.WriteLine(settings.Offline
                ? "Cloud: off. The setting 'offline' is on; no socket is opened."
                : "Cloud: none. Everything is answered on this machine. To add one: localcascade login --url URL");
            return ExitCodes.Success;
        }

        var client = CloudConnector.Create(cloud, CredentialStore.Default, NullLogger.Instance);
        await using (client.ConfigureAwait(false))
        {
            client.Start();
            await client.WhenSettledAsync(cancellationToken).ConfigureAwait(false);
            Write(cloud, client.Status);
            return client.Status.State == CloudState.Ready ? ExitCodes.Success : ExitCodes.Failure;
        }
    }

    private static void Write(CloudSettings cloud, CloudStatus status)
    {
        Console.Out.WriteLine($"Cloud: {cloud.Url}");
        Console.Out.WriteLine($"State: {status.State}. {status.Message}");
        if (status.State != CloudState.Ready)
        {
            return;
        }

        Console.Out.WriteLine($"User: {status.User} of {status.Organisation}");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Token: until {status.TokenUntil:u}, renewed by itself"));
        Console.Out.WriteLine($"Models: {string.Join(", ", status.Models)}");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Round trip on the warm connection: {status.RoundTrip?.TotalMilliseconds:0.0} ms"));
    }
}
