using System.CommandLine;
using System.Text.Json;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Network;
using Spectre.Console;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade config</c>: every setting, its value in effect and where that came from; with <c>--hosts</c> every host that could be contacted under them.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var hosts = new Option<bool>("--hosts") { Description = "Instead: print every host that could ever be contacted under these settings, when, what is sent there, and what ends that. Contacts none" };
        var json = new Option<bool>("--json") { Description = "With --hosts: print one JSON object" };
        var command = new Command("config", "Print every setting with its value in effect, and where that came from") { hosts, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && !result.GetValue(hosts))
            {
                result.AddError("--json goes with --hosts.");
            }
        });
        command.SetAction(parsed =>
        {
            var settings = GlobalOptions.ReadSettings(parsed, Directory.GetCurrentDirectory());
            if (parsed.GetValue(hosts))
            {
                WriteHosts(HostFinder.Find(settings), parsed.GetValue(json));
                return settings.Problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
            }

            var table = new Table().Border(TableBorder.None).AddColumns("setting", "value", "from", "");
            foreach (var definition in SettingDefinitions.All)
            {
                var origin = settings.Origins.GetValueOrDefault(definition.Key, "default");
                table.AddRow(Markup.Escape(definition.Key), Markup.Escape(SettingDefinition.Format(definition.Get(settings.Current))), Markup.Escape(origin), $"[grey]{Markup.Escape(definition.Description)}[/]");
            }

            Terminal.Open().Write(table);
            Console.Out.WriteLine();
            Console.Out.WriteLine($"Set them in {settings.UserFile} (one JSON object), by the editor's section 'localcascade', by environment variables");
            Console.Out.WriteLine($"such as {SettingDefinitions.All[0].Variable}, or by --set key=value. A workspace's {SettingsSource.WorkspaceFileName} may only tighten them.");
            return settings.Problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    private static void WriteHosts(HostList list, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(list, HostJson.Default.HostList));
        }
        else
        {
            HostText.Write(list, Console.Out);
        }
    }
}
