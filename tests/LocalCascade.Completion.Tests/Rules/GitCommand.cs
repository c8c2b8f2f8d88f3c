using System.ComponentModel;
using System.Diagnostics;

namespace LocalCascade.Completion.Tests.Rules;

/// <summary>The real git, the oracle of what is ignored.</summary>
internal static class GitCommand
{
    public static bool IsInstalled { get; } = Probe();

    /// <summary>Runs git in a folder, with no settings but the repository's own.</summary>
    public static string Run(string folder, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = Path.Combine(folder, "no-such-home");
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(folder, "no-such-home");
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.True(process.ExitCode is 0 or 1, $"git {string.Join(' ', arguments)}: {errors.Result}");
        return output.Result;
    }

    private static bool Probe()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", "--version") { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
