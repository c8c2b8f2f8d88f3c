using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LocalCascade.Daemon.Evaluation;
using LocalCascade.Daemon.Models;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Evaluation;

public sealed class CalibrateCommandTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    private string Stored => _home.Combine("XDG_CONFIG_HOME", "localcascade", CalibrationFile.Name);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_repository_gets_thresholds_a_page_and_a_file_that_names_the_model()
    {
        using var repository = GeneratedRepository.Create();
        var page = _home.Combine("curves.html");
        var run = await ToolRun.StartAsync(_home, ["calibrate", repository.Path, "--holes", "240", "--precision", "0.7", "--json", "--html", page]);
        Assert.True(run.ExitCode == 0, run.Errors);
        using var json = JsonDocument.Parse(run.Output);
        var languages = json.RootElement.GetProperty("languages").EnumerateArray().ToArray();
        Assert.Equal(["*", "csharp", "python"], languages.Select(language => language.GetProperty("language").GetString()));
        Assert.Equal(240, json.RootElement.GetProperty("reliability").EnumerateArray().Sum(bin => bin.GetProperty("observed").GetProperty("count").GetInt32()) + Unanswered(json.RootElement));

        var stored = CalibrationFile.Read(Stored)!;
        Assert.Equal(("localcascade-fim-6m", 0.7, 240), (stored.Model, stored.Precision, stored.Places));
        Assert.Equal(ModelDigest.Of(RepositoryRoot.Combine("models", "localcascade-fim-6m")), stored.ModelDigest);
        Assert.Equal(languages.Select(language => string.Create(CultureInfo.InvariantCulture, $"{language.GetProperty("language").GetString()}={language.GetProperty("threshold").GetDouble():0.####}")), stored.EscalationThresholds);
        var html = await File.ReadAllTextAsync(page);
        Assert.Contains("</svg>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Stored));
        }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_thresholds_and_a_dry_run_stores_none()
    {
        using var repository = GeneratedRepository.Create();
        string[] arguments = ["calibrate", repository.Path, "--holes", "200", "--escalate", "0.4", "--json", "--dry-run", "--set", "useModel=false"];
        var (one, other) = (await ToolRun.StartAsync(_home, arguments), await ToolRun.StartAsync(_home, arguments));
        Assert.Equal((0, one.Output), (other.ExitCode, other.Output));
        Assert.False(File.Exists(Stored));
    }

    [Fact]
    public async Task The_samples_hold_too_little_to_calibrate_on_and_it_says_so()
    {
        var run = await ToolRun.StartAsync(_home, ["calibrate", RepositoryRoot.Combine("samples"), "--untracked", "--set", "useModel=false", "--set", "respectGitIgnore=false"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("places to measure at", run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Stored));
    }

    [Theory]
    [InlineData("There is no folder", "no/such/folder")]
    [InlineData("--untracked", ".")]
    [InlineData("--precision and --escalate", ".", "--precision", "0.8", "--escalate", "0.2")]
    [InlineData("--precision is a share", ".", "--precision", "80")]
    [InlineData("--holes is 0", ".", "--holes", "0")]
    [InlineData("no code", ".", "--untracked")]
    public async Task What_cannot_be_done_is_said_in_a_sentence(string message, params string[] arguments)
    {
        var run = await ToolRun.StartAsync(_home, ["calibrate", .. arguments]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("localcascade: error: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Interrupted_it_leaves_everything_as_it_was()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no SIGINT to send.");
        using var repository = GeneratedRepository.Create(files: 60);
        var config = Path.GetDirectoryName(Stored)!;
        Directory.CreateDirectory(config);
        await File.WriteAllTextAsync(Stored, "{}");
        var page = _home.Combine("curves.html");
        var run = await ToolRun.StartAsync(_home, ["calibrate", repository.Path, "--holes", "5000", "--html", page], process =>
        {
            using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        });
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal("{}", await File.ReadAllTextAsync(Stored));
        Assert.Equal([Stored], Directory.GetFiles(config));
        Assert.Empty(Directory.GetFiles(_home.Path));
    }

    private static int Unanswered(JsonElement root)
    {
        var all = root.GetProperty("tradeOff")[0].GetProperty("local");
        return all.GetProperty("count").GetInt32() - (int)Math.Round(all.GetProperty("value").GetDouble() * all.GetProperty("count").GetInt32());
    }
}
