using System.CommandLine;
using System.Runtime.InteropServices;
using LocalCascade.Completion.Cascade;
using LocalCascade.Daemon.Configuration;
using LocalCascade.Daemon.Hosting;
using LocalCascade.Daemon.Models;
using LocalCascade.Daemon.Network;
using LocalCascade.Inference;
using LocalCascade.Inference.Decoding;
using LocalCascade.Inference.Models;

namespace LocalCascade.Daemon.Cli;

/// <summary><c>localcascade doctor</c>: what was found, what is used, what is missing and how to mend it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Check the runtime, the model, the settings and the folders, and say how to mend what is wrong");
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(parsed, cancellationToken)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var report = new Report();
        Report.Good("program", $"localcascade {ProductVersion.Current} on {RuntimeInformation.OSDescription.Trim()} ({RuntimeInformation.RuntimeIdentifier}), {Environment.ProcessorCount} processors");
        CheckRuntime(report);
        var settings = new SettingsSource(parsed.GetValue(GlobalOptions.ConfigFile), parsed.GetValue(GlobalOptions.Set));
        settings.Reload([Directory.GetCurrentDirectory()]);
        Report.Good("settings", File.Exists(settings.UserFile) ? settings.UserFile : $"defaults ({settings.UserFile} does not exist, and need not)");
        foreach (var problem in settings.Problems)
        {
            report.Bad("settings", problem);
        }

        CheckModel(report, settings, cancellationToken);
        CheckFolder(report, "log folder", UserFolders.State);
        CheckFolder(report, "model folder", ModelLibrary.UserFolder);
        var hosts = HostFinder.Find(settings);
        Report.Good("network", hosts.Offline ? "offline: no network socket is opened"
            : hosts.Hosts.Count == 0 ? "no host is ever contacted"
            : $"{string.Join(", ", hosts.Hosts.Select(host => host.Host).OfType<string>().Distinct())} (when and why: localcascade config --hosts)");
        Console.Out.WriteLine(report.Failures == 0 ? "All is well." : $"{report.Failures} to mend.");
        return report.Failures == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static void CheckRuntime(Report report)
    {
        try
        {
            var runtime = RuntimeReport.Read();
            Report.Good("runtime", $"ONNX Runtime {runtime.Version} ({runtime.Path})");
            Report.Good("providers", string.Join(", ", runtime.Providers));
        }
        catch (InferenceException error)
        {
            report.Bad("runtime", error.Message);
        }
    }

    private static void CheckModel(Report report, SettingsSource settings, CancellationToken cancellationToken)
    {
        if (settings.FindModelFolder(out var reason) is not { } folder)
        {
            report.Bad("model", reason);
            return;
        }

        try
        {
            using var model = LocalModel.Load(folder, EngineRuntimeOptions.From(settings.Current.Engine), cancellationToken);
            var info = model.Info;
            Report.Good("model", $"{info.Name}: {info.Architecture}, {info.Layers} layers, {info.WeightBytes / 1e6:0.#} MB, context {info.ContextLength} tokens ({folder})");
            Report.Good("provider", $"{model.Provider?.Used}. {string.Join(" ", model.Provider?.Notes ?? [])}");
            if (model.Fim is { } fim)
            {
                Report.Good("fim", $"layout of {fim.Family}, {(fim.SuffixFirst ? "suffix" : "prefix")} first");
            }
            else
            {
                report.Bad("fim", "the model was not made for filling in the middle; choose another, or describe its layout in its localcascade.json");
            }
        }
        catch (InferenceException error)
        {
            report.Bad("model", error.Message);
        }
    }

    private static void CheckFolder(Report report, string what, string path)
    {
        try
        {
            UserFolders.CreatePrivate(path);
            var probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            Report.Good(what, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            report.Bad(what, $"{path} cannot be written: {error.Message}");
        }
    }

    private sealed class Report
    {
        public int Failures { get; private set; }

        public static void Good(string what, string found) => Console.Out.WriteLine($"  ok    {what,-12} {found}");

        public void Bad(string what, string wrong)
        {
            Failures++;
            Console.Out.WriteLine($"  MEND  {what,-12} {wrong}");
        }
    }
}
