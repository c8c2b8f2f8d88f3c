using System.Diagnostics;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Evaluation;

/// <summary>The program that these tests were built with, as a process with folders of its own.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "localcascade.exe" : "localcascade");

    /// <summary>Runs it to its end; <paramref name="whileRunning"/> may do something to it as soon as it has written to standard error.</summary>
    public static async Task<ToolRun> StartAsync(TemporaryFolder home, IEnumerable<string> arguments, Action<Process>? whileRunning = null)
    {
        using var process = new Process { StartInfo = new(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = home.Path } };
        foreach (var variable in new[] { "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME" })
        {
            process.StartInfo.Environment[variable] = home.Combine(variable);
        }

        process.Start();
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var first = await process.StandardError.ReadLineAsync();
        if (first is not null)
        {
            whileRunning?.Invoke(process);
        }

        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, $"{first}\n{errors}");
    }

    /// <summary>Runs git.</summary>
    public static void Git(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", ["-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
