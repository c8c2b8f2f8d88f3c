using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LocalCascade.Tests;
using LocalCascade.Wire.Replay;

namespace LocalCascade.Daemon.Tests.Evaluation;

/// <summary>What needs no cloud. With one: EvalTests of the end-to-end tests.</summary>
public sealed class EvalCommandTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task The_local_tier_is_scored_by_suite_and_over_all()
    {
        using var repository = GeneratedRepository.Create();
        var run = await ToolRun.StartAsync(_home, ["eval", repository.Path, "--holes", "60", "--json"]);
        Assert.True(run.ExitCode == 0, run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        var scores = json.RootElement.GetProperty("scores").EnumerateArray().ToDictionary(score => score.GetProperty("suite").GetString()!, score => score.GetProperty("exact"));
        Assert.Equal(["all", "single line", "multi-line", "API call"], scores.Keys);
        Assert.Equal((60, 20, 20, 20), (Count(scores["all"]), Count(scores["single line"]), Count(scores["multi-line"]), Count(scores["API call"])));

        // The repository repeats itself: some of it is found.
        Assert.True(scores["all"].GetProperty("value").GetDouble() > 0);
        Assert.Empty(json.RootElement.GetProperty("sweep").EnumerateArray());
        Assert.False(json.RootElement.TryGetProperty("cloud", out _));
    }

    [Fact]
    public async Task A_simulated_cloud_is_right_at_the_named_share_and_the_same_each_time()
    {
        using var repository = GeneratedRepository.Create();
        string[] arguments = ["eval", repository.Path, "--suite", "line", "--holes", "150", "--simulate", "0.6", "--record"];
        var run = await ToolRun.StartAsync(_home, [.. arguments, _home.Combine("one.jsonl")]);
        Assert.True(run.ExitCode == 0, run.Errors);
        await ToolRun.StartAsync(_home, [.. arguments, _home.Combine("other.jsonl")]);
        Assert.Equal(await File.ReadAllTextAsync(_home.Combine("one.jsonl")), await File.ReadAllTextAsync(_home.Combine("other.jsonl")));
        var file = ReplayFile.Read(_home.Combine("one.jsonl"));
        Assert.Equal(("teacher-forced-replay-simulated-60", "simulated cloud, 60 % right"), (file.Model, file.Source));
        Assert.InRange(file.Count, 100, 150);
        Assert.Contains("It holds code", run.Output, StringComparison.Ordinal);

        // All right and none right are the ends: with 0 they are the model's own texts.
        await ToolRun.StartAsync(_home, ["eval", repository.Path, "--suite", "line", "--holes", "150", "--simulate", "1", "--record", _home.Combine("right.jsonl")]);
        var all = Answers("right.jsonl");
        var right = Answers("one.jsonl").Count(answer => all[answer.Key] == answer.Value);
        Assert.InRange((double)right / file.Count, 0.45, 0.8);
    }

    [Theory]
    [InlineData("Which cloud?", "--tier", "cascade")]
    [InlineData("Which cloud?", "--record", "a.jsonl")]
    [InlineData("--record FILE", "--simulate", "0.6")]
    [InlineData("--simulate is a share", "--simulate", "60", "--record", "a.jsonl")]
    [InlineData("--network-delay", "--network-delay", "-1")]
    [InlineData("offline", "--cloud", "signed-in", "--set", "offline=true")]
    [InlineData("localcascade login", "--cloud", "signed-in")]
    [InlineData("not a URL", "--cloud", "nonsense")]
    [InlineData("--untracked")]
    [InlineData("no code", "--untracked")]
    public async Task What_cannot_be_done_is_said_in_a_sentence(string message, params string[] arguments)
    {
        var run = await ToolRun.StartAsync(_home, ["eval", .. arguments]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("localcascade: error: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_home.Path));
    }

    [SkippableFact]
    public async Task Interrupted_it_leaves_no_half_recording()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no SIGINT to send.");
        using var repository = GeneratedRepository.Create(files: 60);
        var run = await ToolRun.StartAsync(_home, ["eval", repository.Path, "--holes", "5000", "--simulate", "0", "--record", _home.Combine("answers.jsonl")], process =>
        {
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        });
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Empty(Directory.GetFiles(_home.Path));
    }

    private Dictionary<string, string> Answers(string name) =>
        File.ReadLines(_home.Combine(name)).Skip(1).Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(line => line.GetProperty("key").GetString()!, line => line.GetProperty("text").GetString()!);

    private static int Count(JsonElement share) => share.GetProperty("count").GetInt32();
}
