using Spectre.Console;

namespace LocalCascade.Daemon.Cli;

/// <summary>Standard output as a person or a program reads it.</summary>
internal static class Terminal
{
    private const int WidthOfFiles = 200;

    /// <summary>Coloured and wrapped in a terminal; plain and wide in a file, a pipe, or with NO_COLOR set.</summary>
    public static IAnsiConsole Open()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(Console.Out) });
        console.Profile.Width = WidthOfFiles;
        return console;
    }
}
