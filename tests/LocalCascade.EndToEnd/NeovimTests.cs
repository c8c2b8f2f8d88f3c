using System.Text.RegularExpressions;
using LocalCascade.Tests;

namespace LocalCascade.EndToEnd;

/// <summary>
/// Real Neovims, typed into: the plugin in the newest and in the oldest that it supports, with the published server
/// (neovim/scenarios.lua) and with one that answers when the test wants it to (neovim/behaviour.lua); and the newest's own client alone.
/// </summary>
public sealed partial class NeovimTests(EditorHome home) : IClassFixture<EditorHome>
{
    private const string Newest = "neovim";
    private const string Oldest = "neovim-0.10";

    private static readonly string Folder = RepositoryRoot.Combine("tests", "LocalCascade.EndToEnd", "neovim");

    public static TheoryData<string, string> Scenarios => NamesIn("scenarios.lua");

    public static TheoryData<string, string> Behaviours => NamesIn("behaviour.lua");

    [SkippableTheory]
    [MemberData(nameof(Scenarios))]
    public Task With_the_published_server(string scenario, string version) => RunAsync("scenarios.lua", scenario, version);

    [SkippableTheory]
    [MemberData(nameof(Behaviours))]
    public Task With_a_server_that_does_as_told(string scenario, string version) => RunAsync("behaviour.lua", scenario, version);

    private static TheoryData<string, string> NamesIn(string script)
    {
        var names = new TheoryData<string, string>();
        foreach (Match match in ScenarioName().Matches(File.ReadAllText(Path.Combine(Folder, script))))
        {
            names.Add(match.Groups[1].Value, Newest);

            // Inline completion in Neovim itself came with 0.12.
            if (!match.Groups[1].Value.StartsWith("the-built-in-client", StringComparison.Ordinal))
            {
                names.Add(match.Groups[1].Value, Oldest);
            }
        }

        return names;
    }

    [GeneratedRegex(@"^S\['([^']+)'\] =", RegexOptions.Multiline)]
    private static partial Regex ScenarioName();

    private async Task RunAsync(string script, string scenario, string version)
    {
        var neovim = RepositoryRoot.Combine(".cache", version, "nvim");
        Skip.IfNot(File.Exists(neovim), $"{neovim} does not exist (tests/LocalCascade.EndToEnd/neovim/fetch.sh fetches it on Debian).");
        using var folder = new TemporaryFolder();
        Skip.If(scenario == "the-real-screen" && (await Tool.RunAsync("which", ["tmux"], folder.Path, Patience.Limit)).ExitCode != 0, "tmux is not installed.");
        var (exitCode, output) = await Tool.RunAsync(neovim, ["--clean", "-l", Path.Combine(Folder, script), scenario], folder.Path, TimeSpan.FromMinutes(4), start =>
        {
            home.Prepare(start);
            start.Environment["LOCALCASCADE_NEOVIM"] = neovim;
            start.Environment["LOCALCASCADE_FOLDER"] = folder.Path;
        });
        Assert.True(exitCode == 0, output);
    }
}
