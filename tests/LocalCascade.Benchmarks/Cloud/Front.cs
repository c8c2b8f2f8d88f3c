using System.Diagnostics;
using System.Globalization;

namespace LocalCascade.Benchmarks.Cloud;

/// <summary>A process in front of the engine, and what it costs.</summary>
internal sealed class Front(string name, string url, Process? process) : IAsyncDisposable
{
    public string Name { get; } = name;

    public string Url { get; } = url;

    /// <summary>Processor time so far, all threads.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process?.Refresh();
            return process?.TotalProcessorTime ?? TimeSpan.Zero;
        }
    }

    /// <summary>Resident memory, in MB.</summary>
    public double Megabytes
    {
        get
        {
            process?.Refresh();
            return (process?.WorkingSet64 ?? 0) / 1e6;
        }
    }

    public static Front Start(string name, string url, string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.OutputDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return new(name, url, process);
    }

    /// <summary>Requests per second that h2load gets through it, saturated.</summary>
    public async Task<double> LoadAsync(string token, string bodyFile, int requests)
    {
        using var h2load = Process.Start(new ProcessStartInfo("h2load", ["-n", requests.ToString(CultureInfo.InvariantCulture), "-c", "8", "-m", "8", "-t", "1", "-d", bodyFile, "-H", $"authorization: Bearer {token}", "-H", "content-type: application/json", $"{Url}/v1/completions"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await h2load.StandardOutput.ReadToEndAsync();
        await h2load.WaitForExitAsync();
        if (!output.Contains($"{requests} 2xx", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{Name}: {output}");
        }

        var line = output.Split('\n').First(line => line.StartsWith("finished in", StringComparison.Ordinal));
        return double.Parse(line.Split(',')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
