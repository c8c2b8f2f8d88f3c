using System.CommandLine;
using LocalCascade.Daemon.Cloud;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade logout</c></summary>
internal static class LogoutCommand
{
    public static Command Create()
    {
        var command = new Command("logout", "Sign out of the cloud tier: forget the credential on this machine");
        command.SetAction(_ =>
        {
            CredentialStore.Default.Write(null);
            Console.Out.WriteLine("Signed out. Tokens that are out end by themselves within minutes; to end the credential, ask whoever runs the proxy to revoke it.");
            return ExitCodes.Success;
        });
        return command;
    }
}
