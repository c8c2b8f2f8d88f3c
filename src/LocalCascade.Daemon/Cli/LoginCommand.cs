using System.CommandLine;
using LocalCascade.Completion.Cloud;
using LocalCascade.Daemon.Cloud;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade login</c></summary>
internal static class LoginCommand
{
    public static Command Create()
    {
        var url = new Option<string?>("--url") { Description = "The proxy's URL (default: the setting cloudUrl, or where you signed in last)", HelpName = "URL" };
        var standardInput = new Option<bool>("--credential-stdin") { Description = "Read the credential from standard input instead of asking for it" };
        var command = new Command("login", "Sign in to a cloud tier: by a credential that you were given, or in the browser") { url, standardInput };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(url), parsed.GetValue(standardInput), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string? url, bool standardInput, CancellationToken cancellationToken)
    {
        var settings = GlobalOptions.ReadSettings(parsed).Current;
        if (settings.Offline)
        {
            throw new CommandException("The setting 'offline' is on: nothing may be connected to. Switch it off to sign in.");
        }

        var store = CredentialStore.Default;
        var cloud = (url is null ? CloudConnector.FindSettings(settings, store) : settings.Cloud with { Url = url })
            ?? throw new CommandException("Which proxy? Name it: localcascade login --url https://completions.example.org");
        try
        {
            var methods = await CloudHttp.GetSignInMethodsAsync(cloud, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            var signIn = methods.Oidc is { } provider && !standardInput
                ? new StoredSignIn(cloud.Url, null, await InBrowserAsync(cloud, provider, cancellationToken).ConfigureAwait(false))
                : new StoredSignIn(cloud.Url, ReadCredential(cloud, standardInput), null);
            var status = await TryAsync(cloud, signIn, cancellationToken).ConfigureAwait(false);
            if (status.State != CloudState.Ready)
            {
                throw new CommandException(status.Message);
            }

            store.Write(signIn);
            Console.Out.WriteLine($"Signed in at {cloud.Url} as {status.User} of {status.Organisation}.");
            if (settings.Cloud.Url.Length > 0 && !CredentialStore.IsSame(settings.Cloud.Url, cloud.Url))
            {
                Console.Error.WriteLine($"localcascade: note: the setting cloudUrl names {settings.Cloud.Url}, where you are not signed in.");
            }

            return ExitCodes.Success;
        }
        catch (Exception error) when (error is CloudException or SignInException)
        {
            throw new CommandException(error.Message);
        }
    }

    private static async Task<StoredOidc> InBrowserAsync(CloudSettings cloud, Wire.OidcSignIn provider, CancellationToken cancellationToken)
    {
        using var http = CloudConnector.CreateHttp(cloud);
        var identity = new IdentityProvider(http, TimeProvider.System);
        var signIn = await identity.BeginAsync(provider, cancellationToken).ConfigureAwait(false);
        Console.Out.WriteLine($"Open {signIn.Device.VerificationUri} in a browser and enter the code {signIn.Device.UserCode}");
        if (signIn.Device.VerificationUriComplete is { } complete)
        {
            Console.Out.WriteLine($"or open {complete}");
        }

        Console.Out.WriteLine("Waiting ...");
        return await identity.WaitAsync(signIn, cancellationToken).ConfigureAwait(false);
    }

    private static string ReadCredential(CloudSettings cloud, bool standardInput)
    {
        var text = standardInput || Console.IsInputRedirected ? Console.In.ReadLine() : ReadUnseen($"Credential for {cloud.Url} (not shown): ");
        return text?.Trim() is { Length: > 0 } credential && credential.All(c => c is > ' ' and < '\x7f') ? credential : throw new CommandException("No credential was given.");
    }

    private static string ReadUnseen(string prompt)
    {
        Console.Error.Write(prompt);
        var text = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                text.Length = Math.Max(0, text.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                text.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return text.ToString();
    }

    // Before anything is stored: a credential that does not work must not replace one that does.
    private static async Task<CloudStatus> TryAsync(CloudSettings cloud, StoredSignIn signIn, CancellationToken cancellationToken)
    {
        var client = new CloudClient(cloud, _ => new(signIn.Credential ?? signIn.Oidc!.AccessToken), Installation.Id, Hosting.ProductVersion.Current, TimeProvider.System, NullLogger.Instance);
        await using (client.ConfigureAwait(false))
        {
            client.Start();
            await client.WhenSettledAsync(cancellationToken).ConfigureAwait(false);
            return client.Status;
        }
    }
}
