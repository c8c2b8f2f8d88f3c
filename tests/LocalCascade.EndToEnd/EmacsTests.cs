using LocalCascade.Tests;

namespace LocalCascade.EndToEnd;

/// <summary>A real Emacs whose lsp-mode shows and accepts ghost text; the scenarios are in emacs/scenarios.el.</summary>
public sealed class EmacsTests(EditorHome home) : IClassFixture<EditorHome>
{
    private static readonly string Emacs = RepositoryRoot.Combine(".cache", "emacs", "emacs");

    [SkippableTheory]
    [InlineData("positions-are-utf-32")]
    [InlineData("shown-and-accepted")]
    [InlineData("typed-through-and-cancelled")]
    public async Task With_lsp_mode(string scenario)
    {
        Skip.IfNot(File.Exists(Emacs), $"{Emacs} does not exist (tests/LocalCascade.EndToEnd/emacs/fetch.sh fetches it on Debian).");
        using var folder = new TemporaryFolder();
        var script = RepositoryRoot.Combine("tests", "LocalCascade.EndToEnd", "emacs", "scenarios.el");
        var (exitCode, output) = await Tool.RunAsync(Emacs, ["-Q", "--batch", "-l", script, scenario], folder.Path, TimeSpan.FromMinutes(4), home.Prepare);
        Assert.True(exitCode == 0, output);
    }
}
