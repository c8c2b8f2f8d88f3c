using System.Diagnostics;
using System.Text;
using LocalCascade.Tests;

namespace LocalCascade.Benchmarks;

/// <summary>The published server: from starting its process to the answer to `initialize`, and its memory once the model is loaded.</summary>
internal static class StartBenchmark
{
    private const int Rounds = 15;

    public static async Task RunAsync()
    {
        var server = RepositoryRoot.Combine("dist", OperatingSystem.IsWindows() ? "localcascade.exe" : "localcascade");
        if (!File.Exists(server))
        {
            Console.Error.WriteLine($"{server} does not exist; run ./build.sh first. The start benchmark is left out.");
            return;
        }

        var (times, memory) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var (milliseconds, megabytes) = await StartAsync(server);
            times.Add(milliseconds);
            memory.Add(megabytes);
        }

        Table.Write("Start and memory of the published server", ["what", "median", "worst"],
        [
            ["process start to `initialize` answered", $"{Table.Number(Table.Median(times), "0")} ms", $"{Table.Number(times.Max(), "0")} ms"],
            ["resident memory, model loaded, idle", $"{Table.Number(Table.Median(memory), "0")} MB", $"{Table.Number(memory.Max(), "0")} MB"],
        ]);
    }

    private static async Task<(double Milliseconds, double Megabytes)> StartAsync(string server)
    {
        using var home = new TemporaryFolder();
        var start = new ProcessStartInfo(server, ["lsp", "--stdio"]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = home.Path };
        foreach (var variable in new[] { "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME" })
        {
            start.Environment[variable] = home.Path;
        }

        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        await SendAsync(process, """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}""");
        await ReadAsync(process);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await SendAsync(process, """{"jsonrpc":"2.0","method":"initialized","params":{}}""");
        for (var loading = true; loading;)
        {
            await SendAsync(process, """{"jsonrpc":"2.0","id":2,"method":"localcascade/status","params":{}}""");
            loading = (await ReadAsync(process)).Contains("\"Loading\"", StringComparison.Ordinal);
            await Task.Delay(20);
        }

        process.Refresh();
        var memory = process.WorkingSet64 / 1e6;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (elapsed, memory);
    }

    private static async Task SendAsync(Process process, string body)
    {
        await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
        await process.StandardInput.BaseStream.FlushAsync();
    }

    private static async Task<string> ReadAsync(Process process)
    {
        var stream = process.StandardOutput.BaseStream;
        var header = new StringBuilder();
        var one = new byte[1];
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            header.Append((char)one[0]);
        }

        var body = new byte[int.Parse(header.ToString().Split(':', '\r')[1], System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        return Encoding.UTF8.GetString(body);
    }
}
