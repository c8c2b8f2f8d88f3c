using System.CommandLine;
using LocalCascade.Daemon.Configuration;

namespace LocalCascade.Daemon.Cli;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string[]> Set = new("--set")
    {
        Description = "Set a setting for this run: --set model=/path/to/folder (repeatable; `localcascade config` lists them)",
        HelpName = "KEY=VALUE",
        Recursive = true,
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static readonly Option<string?> ConfigFile = new("--config")
    {
        Description = "The settings file, instead of config.json in the user's config folder",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>The settings that a command runs under; what is wrong with them goes to standard error.</summary>
    public static SettingsSource ReadSettings(ParseResult parsed, params string[] workspaces)
    {
        var settings = new SettingsSource(parsed.GetValue(ConfigFile), parsed.GetValue(Set));
        settings.Reload(workspaces);
        foreach (var problem in settings.TakeNewProblems())
        {
            Console.Error.WriteLine($"localcascade: warning: {problem}");
        }

        return settings;
    }
}
