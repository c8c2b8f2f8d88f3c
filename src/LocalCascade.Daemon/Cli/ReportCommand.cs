using System.CommandLine;
using System.Text;
using LocalCascade.Completion.Telemetry;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Reporting;
using LocalCascade.Daemon.Telemetry;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade report</c>: what was answered where, what became of it, what it saved.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var since = new Option<string?>("--since") { Description = "Only requests since then: 24h, 7d, 4w or a date such as 2026-11-01; everything that is kept without it", HelpName = "PERIOD" };
        var html = new Option<string?>("--html") { Description = "Write one self-contained page with charts", HelpName = "FILE" };
        var csv = new Option<string?>("--csv") { Description = "Write a line a request, numbers only; - for standard output", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print the aggregates as JSON" };
        var byLanguage = new Option<bool>("--by-language") { Description = "Print tables by language as well" };
        var command = new Command("report", "Show what was answered here and in the cloud, how fast, what became of it and what it saved") { since, html, csv, json, byLanguage };
        command.SetAction(parsed => Run(parsed, parsed.GetValue(since), parsed.GetValue(html), parsed.GetValue(csv), parsed.GetValue(json), parsed.GetValue(byLanguage)));
        return command;
    }

    private static int Run(ParseResult parsed, string? sinceText, string? html, string? csv, bool json, bool byLanguage)
    {
        var source = GlobalOptions.ReadSettings(parsed, Directory.GetCurrentDirectory());
        var settings = source.Current.Telemetry;
        var clock = TimeProvider.System;
        var since = ReportPeriod.Parse(sinceText, clock);
        using var reader = new ReportReader(TelemetryFiles.Database(settings));

        if (csv is not null)
        {
            WriteFile(csv, writer => ReportCsv.Write(reader, since, writer));
        }

        if (csv is not null && html is null && !json)
        {
            return ExitCodes.Success;
        }

        var builder = new ReportBuilder(since, clock, settings);
        reader.Read(since, builder);
        var report = builder.Build();
        if (html is not null)
        {
            WriteFile(html, writer => writer.Write(ReportPage.Write(report)));
        }

        if (json)
        {
            Console.Out.WriteLine(ReportJson.Write(report));
        }
        else if (report.Requests == 0)
        {
            Console.Error.WriteLine(Empty(source, settings, sinceText));
        }
        else if (html is null)
        {
            ReportText.Write(report, byLanguage, Terminal.Open());
        }

        return ExitCodes.Success;
    }

    // The numbers are the user's alone, and so is what is made of them.
    private static void WriteFile(string path, Action<TextWriter> write)
    {
        if (path == "-")
        {
            write(Console.Out);
            return;
        }

        try
        {
            var full = Path.GetFullPath(path);
            PrivateFile.Replace(full, stream =>
            {
                using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                write(writer);
            });
            Console.Error.WriteLine($"Wrote {full}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be written: {error.Message}");
        }
    }

    private static string Empty(SettingsSource source, TelemetrySettings settings, string? since)
    {
        if (!settings.IsOn)
        {
            return $"Nothing is recorded: telemetry is off ({source.Origins.GetValueOrDefault("telemetry", "default")}). Numbers, never code, are kept on this machine with \"telemetry\": \"local\" in {source.UserFile}.";
        }

        return since is null
            ? $"Nothing is recorded yet in {TelemetryFiles.Database(settings)}. Connect an editor (it starts `localcascade lsp --stdio`), write some code, and ask again."
            : $"Nothing is recorded since {since}. `localcascade report` without --since shows everything that is kept ({settings.RetentionDays} days).";
    }
}
