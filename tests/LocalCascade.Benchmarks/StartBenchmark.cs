using System.Diagnostics;
using System.Globalization;
using LocalCascade.Tests;

namespace LocalCascade.Benchmarks;

/// <summary>The published server: from starting its process to the answer to `initialize`, by way of the daemon and without it; memory once the model is loaded; and what the way by the daemon adds to a request.</summary>
internal static class StartBenchmark
{
    private const int Rounds = 15;
    private const int WarmUp = 500;
    private const int Requests = 3000;

    public static async Task RunAsync()
    {
        if (!File.Exists(ServerProcess.Executable))
        {
            Console.Error.WriteLine($"{ServerProcess.Executable} does not exist; run ./build.sh first. The start benchmark is left out.");
            return;
        }

        var rows = new List<string[]>();
        await MeasureStartsAsync(rows, "no daemon (--no-daemon)", ["--no-daemon"], daemonRuns: false);
        await MeasureStartsAsync(rows, "daemon running", [], daemonRuns: true);
        await MeasureStartsAsync(rows, "daemon to be started", [], daemonRuns: false);
        Table.Write("Start of the published server", ["", "what", "median", "worst"], rows);
        await MeasureMemoryAsync();
        await MeasureRoundTripsAsync();
    }

    private static async Task MeasureStartsAsync(List<string[]> rows, string way, string[] options, bool daemonRuns)
    {
        var (initialized, answered) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            using var home = new TemporaryFolder();
            if (daemonRuns)
            {
                await ServerProcess.DaemonAsync(home.Path, "start");
            }

            var started = Stopwatch.GetTimestamp();
            await using (var server = ServerProcess.Start(home.Path, options))
            {
                await server.InitializeAsync();
                initialized.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                await server.AskAsync("localcascade/status", "{}");
                answered.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            await ServerProcess.DaemonAsync(home.Path, "stop");
        }

        rows.Add([way, "process start to `initialize` answered", Milliseconds(Table.Median(initialized)), Milliseconds(initialized.Max())]);
        rows.Add([way, "process start to the next request answered", Milliseconds(Table.Median(answered)), Milliseconds(answered.Max())]);
    }

    private static async Task MeasureMemoryAsync()
    {
        using var home = new TemporaryFolder();
        var alone = ServerProcess.Start(home.Path, "--no-daemon");
        var (first, second, third) = (ServerProcess.Start(home.Path), ServerProcess.Start(home.Path), ServerProcess.Start(home.Path));
        var rows = new List<string[]>();
        await LoadAsync(alone);
        rows.Add(["a server without the daemon", Megabytes(alone.Process)]);
        await LoadAsync(first);
        var daemonId = (await ServerProcess.DaemonAsync(home.Path, "status")).Split(':', '\n')[1];
        using var daemon = Process.GetProcessById(int.Parse(daemonId, CultureInfo.InvariantCulture));
        rows.Add(["the daemon, one editor", Megabytes(daemon)]);
        await LoadAsync(second);
        await LoadAsync(third);
        rows.Add(["the daemon, three editors", Megabytes(daemon)]);
        rows.Add(["each editor's relay", Megabytes(first.Process)]);
        Table.Write("Resident memory, model loaded, idle", ["process", "MB"], rows);
        foreach (var server in new[] { alone, first, second, third })
        {
            await server.DisposeAsync();
        }

        await ServerProcess.DaemonAsync(home.Path, "stop");
    }

    private static async Task LoadAsync(ServerProcess server)
    {
        await server.InitializeAsync();
        await server.WaitForModelAsync();
    }

    private static async Task MeasureRoundTripsAsync()
    {
        using var home = new TemporaryFolder();
        var rows = new List<string[]>();
        foreach (var (way, options) in new[] { ("without the daemon", new[] { "--no-daemon" }), ("by way of the daemon", []) })
        {
            await using var server = ServerProcess.Start(home.Path, options);
            await LoadAsync(server);
            var times = new List<double>();
            for (var request = 0; request < WarmUp + Requests; request++)
            {
                var asked = Stopwatch.GetTimestamp();
                await server.AskAsync("localcascade/status", "{}");
                if (request >= WarmUp)
                {
                    times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                }
            }

            times.Sort();
            rows.Add([way, Table.Number(Table.Median(times), "0.000"), Table.Number(times[(int)(0.99 * times.Count)], "0.000")]);
        }

        await ServerProcess.DaemonAsync(home.Path, "stop");
        Table.Write("Round trip of `localcascade/status`", ["", "p50 ms", "p99 ms"], rows);
    }

    private static string Milliseconds(double time) => $"{Table.Number(time, "0")} ms";

    private static string Megabytes(Process process)
    {
        process.Refresh();
        return Table.Number(process.WorkingSet64 / 1e6, "0");
    }
}
