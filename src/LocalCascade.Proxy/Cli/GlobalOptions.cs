using System.CommandLine;

namespace LocalCascade.Proxy.Cli;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    public const string DefaultConfigFile = "localcascade-proxy.json";

    public static readonly Option<string> ConfigFile = new("--config")
    {
        Description = "The configuration file",
        HelpName = "FILE",
        Recursive = true,
        DefaultValueFactory = _ => DefaultConfigFile,
    };

    /// <summary>The configuration file's full path.</summary>
    public static string PathOf(ParseResult parsed) => Path.GetFullPath(parsed.GetValue(ConfigFile)!);
}
