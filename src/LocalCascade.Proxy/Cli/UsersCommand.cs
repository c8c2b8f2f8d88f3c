using System.CommandLine;
using System.Globalization;
using LocalCascade.Proxy.Configuration;
using LocalCascade.Proxy.Identity;

namespace LocalCascade.Proxy.Cli;

/// <summary><c>localcascade-proxy users</c></summary>
internal static class UsersCommand
{
    public static Command Create() => new("users", "Who may use the proxy: add, list, revoke users and limit organisations") { CreateAdd(), CreateList(), CreateRevoke(), CreateLimit() };

    private static Command CreateAdd()
    {
        var name = new Argument<string>("name") { Description = "The user's name, such as ann@example.org", HelpName = "NAME" };
        var organisation = new Option<string>("--organisation", "-o") { Description = "The organisation that the user belongs to", HelpName = "NAME", Required = true };
        var command = new Command("add", "Add a user and print the credential, which is shown this once only") { name, organisation };
        command.SetAction(parsed =>
        {
            var credential = UserStore.Add(FileOf(parsed), CheckName(parsed.GetValue(name)!), CheckName(parsed.GetValue(organisation)!), TimeProvider.System);
            Console.Out.WriteLine(credential.Reveal());
            Console.Error.WriteLine("Hand the credential to its user, who signs in with: localcascade login");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateList()
    {
        var command = new Command("list", "List the users");
        command.SetAction(parsed =>
        {
            foreach (var user in UserStore.Read(FileOf(parsed)).File.Users.OrderBy(user => user.Organisation, StringComparer.Ordinal).ThenBy(user => user.Name, StringComparer.Ordinal))
            {
                var state = user.Revoked is { } revoked ? string.Create(CultureInfo.InvariantCulture, $"revoked {revoked:u}") : "active";
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{user.Organisation,-24} {user.Name,-32} since {user.Created:u}  {state}"));
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateRevoke()
    {
        var name = new Argument<string>("name") { Description = "The user's name", HelpName = "NAME" };
        var command = new Command("revoke", "Give a user no further token; those that are out end within their lifetime") { name };
        command.SetAction(parsed =>
        {
            UserStore.Revoke(FileOf(parsed), parsed.GetValue(name)!, TimeProvider.System);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateLimit()
    {
        var organisation = new Argument<string>("organisation") { Description = "The organisation's name", HelpName = "NAME" };
        var requests = new Option<int?>("--requests-per-minute") { Description = "Requests per minute (default: the configuration's)", HelpName = "N" };
        var concurrent = new Option<int?>("--concurrent") { Description = "Requests at one time (default: the configuration's)", HelpName = "N" };
        var command = new Command("limit", "Set an organisation's limits; they hold for tokens issued from now on") { organisation, requests, concurrent };
        command.SetAction(parsed =>
        {
            var stored = new StoredOrganisation(CheckName(parsed.GetValue(organisation)!), parsed.GetValue(requests), parsed.GetValue(concurrent));
            if (stored.RequestsPerMinute < 1 || stored.Concurrent < 1)
            {
                throw new ConfigurationException("A limit is at least 1.");
            }

            UserStore.Limit(FileOf(parsed), stored);
            return ExitCodes.Success;
        });
        return command;
    }

    private static string FileOf(ParseResult parsed)
    {
        var path = GlobalOptions.PathOf(parsed);
        var users = ConfigurationFile.Read(path).Tokens.UsersFile ?? throw new ConfigurationException($"{path} sets tokens.usersFile to null: users come from the identity provider only.");
        return Path.Combine(Path.GetDirectoryName(path)!, users);
    }

    // They stand in tokens, logs and metrics' labels.
    private static string CheckName(string name) =>
        name.Length is >= 1 and <= 128 && !name.Any(char.IsControl) && name.Trim() == name ? name : throw new ConfigurationException("A name has 1 to 128 characters, no control characters, and no blanks around it.");
}
