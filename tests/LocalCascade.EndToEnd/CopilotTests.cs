using LocalCascade.Tests;

namespace LocalCascade.EndToEnd;

/// <summary>The published server as clients of GitHub's copilot-language-server drive it; the scenarios are in client/copilot.mjs.</summary>
public class CopilotTests(EditorHome home) : IClassFixture<EditorHome>
{
    private static readonly string Emacs = RepositoryRoot.Combine(".cache", "emacs", "emacs");
    private static readonly string Neovim = RepositoryRoot.Combine(".cache", "neovim", "nvim");

    [SkippableTheory]
    [InlineData("a-session-from-initialize-to-exit")]
    [InlineData("a-version-that-is-not-the-documents-is-refused")]
    [InlineData("versions-outlive-the-daemon")]
    [InlineData("a-newer-request-takes-the-older-ones-place")]
    [InlineData("older-clients-get-whole-lines")]
    [InlineData("a-client-that-opens-no-documents")]
    [InlineData("panels-in-both-forms")]
    [InlineData("what-is-not-done-here-is-answered-politely")]
    [InlineData("signing-in-by-the-device-flow")]
    [InlineData("a-client-that-can-set-a-path-only")]
    [InlineData("the-status-of-our-own-clients-comes-again-from-the-next-daemon")]
    public async Task Scenario(string name)
    {
        Skip.If(OperatingSystem.IsWindows() && name.Contains("daemon", StringComparison.Ordinal), "The daemon is killed by a signal.");
        await Scenarios.RunAsync("copilot.mjs", name);
    }

    [SkippableFact]
    public async Task Emacs_own_copilot_client_shows_and_accepts_ghost_text()
    {
        Skip.IfNot(File.Exists(Emacs), $"{Emacs} does not exist (tests/LocalCascade.EndToEnd/emacs/fetch.sh fetches it on Debian).");
        using var folder = new TemporaryFolder();
        var script = RepositoryRoot.Combine("tests", "LocalCascade.EndToEnd", "emacs", "copilot.el");
        var (exitCode, output) = await Tool.RunAsync(Emacs, ["-Q", "--batch", "-l", script], folder.Path, TimeSpan.FromMinutes(4), home.Prepare);
        Assert.True(exitCode == 0, output);
    }

    [SkippableFact]
    public async Task Neovims_own_client_set_up_for_copilot_shows_and_accepts_ghost_text()
    {
        Skip.IfNot(File.Exists(Neovim), $"{Neovim} does not exist (tests/LocalCascade.EndToEnd/neovim/fetch.sh fetches it on Debian).");
        using var folder = new TemporaryFolder();
        var script = RepositoryRoot.Combine("tests", "LocalCascade.EndToEnd", "neovim", "copilot.lua");
        var (exitCode, output) = await Tool.RunAsync(Neovim, ["--clean", "-l", script, "neovims-own-client"], folder.Path, TimeSpan.FromMinutes(4), start =>
        {
            home.Prepare(start);
            start.Environment["LOCALCASCADE_NEOVIM"] = Neovim;
            start.Environment["LOCALCASCADE_FOLDER"] = folder.Path;
        });
        Assert.True(exitCode == 0, output);
    }
}
