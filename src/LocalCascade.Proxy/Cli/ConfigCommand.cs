using System.CommandLine;
using System.Text.Json;
using LocalCascade.Proxy.Configuration;

namespace LocalCascade.Proxy.Cli;

/// <summary><c>localcascade-proxy config</c> and <c>config check</c></summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var check = new Command("check", "Check a configuration file without serving");
        check.SetAction(parsed =>
        {
            var path = GlobalOptions.PathOf(parsed);
            var configuration = ConfigurationFile.Read(path);
            Console.Out.WriteLine($"{path} is good: {configuration.Upstreams.Count} upstream(s).");
            return ExitCodes.Success;
        });
        var command = new Command("config", "Print a configuration with every setting at its default, to start from") { check };
        command.SetAction(_ =>
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(Example(), ConfigurationJson.Default.ProxyConfiguration));
            return ExitCodes.Success;
        });
        return command;
    }

    private static ProxyConfiguration Example() => new()
    {
        Upstreams = [new() { Name = "one", Url = "http://127.0.0.1:8100", Model = "localcascade-fim-6m", Extensions = true }],
    };
}
