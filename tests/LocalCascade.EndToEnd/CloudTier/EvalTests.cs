using System.Text.Json;
using LocalCascade.Tests;

namespace LocalCascade.EndToEnd.CloudTier;

/// <summary>An evaluation with everything real but the cloud's model: recorded answers, served, behind the proxy, over a delay.</summary>
public sealed class EvalTests
{
    private static readonly string[] Measured = ["eval", RepositoryRoot.Combine("src", "LocalCascade.Completion"), "--untracked", "--set", "respectGitIgnore=false", "--suite", "line", "--holes", "24", "--seed", "5"];

    [SkippableFact]
    public async Task The_cascade_is_measured_between_its_tiers_and_every_number_says_that_the_cloud_is_a_replay()
    {
        Skip.If(OperatingSystem.IsWindows(), "The credential is piped in by a shell.");
        using var folder = new TemporaryFolder();
        var (recorded, output) = await Tool.RunAsync(PublishedServer.Path, [.. Measured, "--record", folder.Combine("answers.jsonl"), "--simulate", "1"], folder.Path, TimeSpan.FromMinutes(2));
        Assert.True(recorded == 0, output);

        await using var tier = await CloudTier.StartReplayAsync(folder.Combine("answers.jsonl"), "teacher-forced-replay-simulated-100");
        var credential = await tier.AddUserAsync();
        var url = await tier.RunProxy(Ports.Free()).UrlAsync();
        (var signedIn, output) = await Tool.RunAsync("bash", ["-c", $"echo {credential} | env XDG_CONFIG_HOME={tier.Home["XDG_CONFIG_HOME"]} {PublishedServer.Path} login --url {url} --credential-stdin"], folder.Path, Patience.Limit);
        Assert.True(signedIn == 0, output);

        // Everything goes to the cloud that is not surer than anybody ever is.
        var page = folder.Combine("page.html");
        var environment = tier.Home.Select(pair => $"{pair.Key}={pair.Value}");
        (var exitCode, output) = await Tool.RunAsync("env", [.. environment, "bash", "-c", "\"$0\" \"$@\" 2>/dev/null", PublishedServer.Path, .. Measured, "--cloud", "signed-in", "--network-delay", "20", "--set", "escalationThresholds=*=1", "--set", "escalationDeadlineMilliseconds=10000", "--json", "--html", page, "--svg", folder.Combine("plot.svg")], folder.Path, TimeSpan.FromMinutes(4));
        Assert.True(exitCode == 0, output);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("teacher-forced replay of a simulated cloud, 100 % right", json.RootElement.GetProperty("cloud").GetString());
        var scores = json.RootElement.GetProperty("scores").EnumerateArray().ToDictionary(score => score.GetProperty("tier").GetString()!);

        // The cloud knows everything (where the mender lets it through), and the cascade asks it everywhere.
        Assert.InRange(Value(scores["cloud"], "exact"), 0.8, 1);
        Assert.Equal(Value(scores["cloud"], "exact"), Value(scores["cascade"], "exact"), 0.1);
        Assert.True(Value(scores["local"], "exact") < Value(scores["cloud"], "exact"));
        Assert.Equal((0, 24, 24), (Requests(scores["local"]), Requests(scores["cloud"]), Requests(scores["cascade"])));
        Assert.True(scores["cloud"].GetProperty("p50").GetDouble() >= 20, output);
        Assert.Equal(21, json.RootElement.GetProperty("sweep").GetArrayLength());
        foreach (var file in new[] { page, folder.Combine("plot.svg") })
        {
            Assert.Contains("teacher-forced replay", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }
    }

    private static double Value(JsonElement score, string share) => score.GetProperty(share).GetProperty("value").GetDouble();

    private static int Requests(JsonElement score) => score.GetProperty("cloudRequests").GetInt32();
}
