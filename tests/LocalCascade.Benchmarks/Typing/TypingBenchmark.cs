using LocalCascade.Benchmarks.Typing.Live;
using LocalCascade.Tests;

namespace LocalCascade.Benchmarks.Typing;

/// <summary>
/// The whole stack live, typed into by generated typists in real time: relays, one daemon with the embedded model, the proxy and the
/// inference server as processes, a network delay between daemon and proxy. The same typists and passages meet every setting of the
/// wait before the cloud is asked, in turn. docs/typing.md tells the method and what came out.
/// </summary>
internal static class TypingBenchmark
{
    private const int Rounds = 3;

    private static readonly int[] RoundTrips = [25, 100];
    private static readonly int[] Debounces = [100, -1, 0];

    public static async Task RunAsync()
    {
        if (!File.Exists(LiveCloud.Program("localcascade")) || !File.Exists(LiveCloud.Program("localcascade-serve")) || !File.Exists(LiveCloud.Program("localcascade-proxy")))
        {
            Console.Error.WriteLine("The typing benchmark is left out: dist/ is missing; run ./build.sh first.");
            return;
        }

        var files = Files();
        await using var cloud = await LiveCloud.StartAsync();
        foreach (var roundTrip in RoundTrips)
        {
            await using var wire = new SlowWire(cloud.Port, TimeSpan.FromMilliseconds(roundTrip));
            var runs = Debounces.ToDictionary(debounce => debounce, _ => new List<RunResult>());
            for (var round = 0; round < Rounds; round++)
            {
                // In turn: each is first, second and last once. All at once they would fight for the processors.
                for (var turn = 0; turn < Debounces.Length; turn++)
                {
                    var debounce = Debounces[(turn + round) % Debounces.Length];
                    var run = await LiveRun.TypeAsync(cloud, wire.Port, files, debounce, round);
                    runs[debounce].Add(run);
                    Console.Error.WriteLine($"round trip {roundTrip} ms, debounce {debounce}, round {round + 1}: {run.Keys} keys, {run.Asked} requests, {run.Cancelled} cancelled, {run.Unmatched} typists unmatched");
                }
            }

            Report(roundTrip, files.Count, runs);
        }
    }

    // The repository's own code, and Python packages where tests/LocalCascade.Yardstick/fetch.sh has brought them.
    private static List<TypistFile> Files()
    {
        var packages = RepositoryRoot.Combine(".cache", "yardstick", "sources");
        var flask = Path.Combine(packages, "python3-flask", "usr", "lib", "python3", "dist-packages", "flask");
        var training = RepositoryRoot.Combine("models", "training");
        return
        [
            new(RepositoryRoot.Combine("src", "LocalCascade.Completion"), Path.Combine("Cascade", "WorkInFlight.cs"), "csharp"),
            Directory.Exists(flask) ? new(flask, "cli.py", "python") : new(training, "train.py", "python"),
            new(RepositoryRoot.Combine("tests", "LocalCascade.EndToEnd"), Path.Combine("client", "scenarios.mjs"), "javascript"),
        ];
    }

    private static void Report(int roundTrip, int typists, Dictionary<int, List<RunResult>> runs)
    {
        var all = runs.Values.SelectMany(list => list).ToList();
        Table.Write(
            $"Request to answer by the editor's clock, ms; round trip to the cloud {roundTrip} ms, {typists} typists at once, all {all.Count} runs",
            ["tier", "answers", "p50", "p95", "p99"],
            new[] { "workspace", "model", "cache", "cloud", "none" }.Select(tier =>
            {
                var times = all.SelectMany(run => run.Latencies.GetValueOrDefault(tier) ?? []).ToList();
                return new[] { tier, $"{times.Count}", Time(times, 0.5), Time(times, 0.95), Time(times, 0.99) };
            }));
        Table.Write(
            "The daemon's own time for the same, ms",
            ["tier", "answers", "p50", "p95", "p99"],
            new[] { "workspace", "model", "cache", "cloud", "none" }.Select(tier =>
            {
                var times = all.SelectMany(run => run.Rows.Where(row => row.Tier == tier)).Select(row => row.Number("total_ms")).ToList();
                return new[] { tier, $"{times.Count}", Time(times, 0.5), Time(times, 0.95), Time(times, 0.99) };
            }));
        Compare($"Waiting before the cloud is asked, round trip {roundTrip} ms, medians of {Rounds} rounds: all typists", runs, run => run.Rows, withTyped: true);
        Compare("The same, only who types as in VS Code (Neovim itself waits 200 ms)", runs, run => run.CodeRows, withTyped: false);
    }

    private static void Compare(string title, Dictionary<int, List<RunResult>> runs, Func<RunResult, IEnumerable<Row>> rowsOf, bool withTyped)
    {
        var rows = new List<string[]>();
        void Add(string name, Func<List<Row>, RunResult, double> value, string format, string unit = "") =>
            rows.Add([name, .. Debounces.Select(debounce => runs[debounce].Select(run => value([.. rowsOf(run)], run)).Where(double.IsFinite).ToList() is { Count: > 0 } values ? Table.Number(Table.Median(values), format) + unit : "")]);

        Add("requests", (r, _) => r.Count, "0");
        Add("answered with a suggestion", (r, _) => r.Count(HasAnswer), "0");
        Add("of these locally", (r, _) => 100.0 * r.Count(row => HasAnswer(row) && row.Tier != "cloud") / r.Count(HasAnswer), "0", " %");
        Add("of these at hand (typed through, joined, come back to)", (r, _) => 100.0 * r.Count(row => row.Tier == "cache") / r.Count(HasAnswer), "0", " %");
        Add("joined a request in flight", (r, _) => r.Count(row => row.Is("joined")), "0");
        Add("answered from what was computed ahead", (r, _) => r.Count(row => row.Is("prefetched")), "0");
        Add("cloud asked", (r, _) => r.Count(row => row.AskedCloud), "0");
        Add("of these typed over", (r, _) => 100.0 * r.Count(IsTypedOver) / r.Count(row => row.AskedCloud), "0", " %");
        Add("of these too late (2 s) or failed", (r, _) => 100.0 * r.Count(row => row.Fields["cloud_outcome"] is "late" or "failed") / r.Count(row => row.AskedCloud), "0", " %");
        Add("of these with text that was not sure or fit enough", (r, _) => 100.0 * r.Count(row => row.Fields["cloud_outcome"] == "unusable") / r.Count(row => row.AskedCloud), "0", " %");
        Add("cloud seconds", (r, _) => r.Sum(row => row.Number("cloud_ms")) / 1000, "0.0");
        Add("of these wasted on requests that were typed over", (r, _) => r.Where(IsTypedOver).Sum(row => row.Number("cloud_ms")) / 1000, "0.00");
        Add("cloud tokens, prompts", (r, _) => r.Sum(row => row.Number("cloud_prompt_tokens")), "0");
        Add("cloud tokens, generated", (r, _) => r.Sum(row => row.Number("cloud_tokens")), "0");
        Add("requests cancelled while waiting for a pause", (r, _) => r.Count(row => row.Fields["cancelled_at"] == "debounce"), "0");
        Add("mean wait of those asked and answered, ms", (r, _) => r.Where(row => row.AskedCloud && !row.IsCancelled).Select(row => row.Number("debounce_ms")).DefaultIfEmpty(double.NaN).Average(), "0");
        Add("cloud's first text, median ms", (r, _) => Table.Median([.. r.Where(row => row.AskedCloud && row.Number("cloud_first_ms") > 0).Select(row => row.Number("cloud_first_ms"))]), "0");
        if (withTyped)
        {
            Add("keys struck", (_, run) => run.Keys, "0");
            Add("accepted characters, of those written", (_, run) => 100.0 * run.AcceptedCharacters / run.WantedCharacters, "0.0", " %");
        }

        Table.Write(title, ["", .. Debounces.Select(debounce => debounce < 0 ? "adapts (-1)" : debounce == 0 ? "no wait (0)" : $"{debounce} ms")], rows);
    }

    private static bool HasAnswer(Row row) => row.Tier is "workspace" or "model" or "cache" or "cloud";

    private static bool IsTypedOver(Row row) => row.AskedCloud && row.Fields["cloud_outcome"] == "cancelled";

    private static string Time(List<double> times, double share) => times.Count == 0 ? "" : Table.Number(Table.Percentile(times, share), "0.0");
}
