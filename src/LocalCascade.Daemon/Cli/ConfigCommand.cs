using System.CommandLine;
using LocalCascade.Daemon.Configuration;
using Spectre.Console;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade config</c>: every setting, its value in effect and where that came from.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var command = new Command("config", "Print every setting with its value in effect, and where that came from");
        command.SetAction(parsed =>
        {
            var settings = GlobalOptions.ReadSettings(parsed, Directory.GetCurrentDirectory());
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
}
