using System.Diagnostics;

namespace LocalCascade.EndToEnd;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    /// <summary>Its exit code and all that it wrote; killed and reported as -1 after the time limit.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments, string workingFolder, TimeSpan limit, Action<ProcessStartInfo>? prepare = null)
    {
        using var process = new Process
        {
            StartInfo = new(program, arguments) { WorkingDirectory = workingFolder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true },
        };
        prepare?.Invoke(process.StartInfo);
        process.Start();
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timer = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(timer.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} was stopped after {limit.TotalSeconds} s. {await output}{await errors}");
        }
    }
}
