using LocalCascade.Tests;

namespace LocalCascade.EndToEnd;

/// <summary>The playground in a real browser; the scenarios are in playground/scenarios.mjs, their screenshots in artifacts/screenshots/playground.</summary>
public class PlaygroundTests
{
    private static readonly string Folder = RepositoryRoot.Combine("tests", "LocalCascade.EndToEnd", "playground");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    [SkippableTheory]
    [InlineData("ghost-text-its-story-and-tab")]
    [InlineData("every-sample-has-something-to-say")]
    [InlineData("tokens-and-prompt-of-the-model")]
    [InlineData("escape-rejects")]
    [InlineData("typing-through")]
    [InlineData("typing-on-cancels")]
    [InlineData("the-cloud-answers")]
    [InlineData("light-dark-and-narrow")]
    [InlineData("keyboard-alone")]
    [InlineData("another-page-cannot-connect")]
    [InlineData("without-the-key")]
    [InlineData("a-lost-connection-comes-back")]
    [InlineData("ending-and-port-in-use")]
    [InlineData("a-folder-of-ones-own")]
    public async Task Scenario(string name)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Signals end the server, and Debian's Chromium shows the page.");
        Skip.IfNot(File.Exists("/usr/bin/chromium"), "Chromium is not installed.");
        Skip.If(name == "the-cloud-answers" && !File.Exists(Path.Combine(Path.GetDirectoryName(PublishedServer.Path)!, "localcascade-proxy")), "localcascade-proxy is not beside the server; ./build.sh builds both.");
        await Installed.Value;
        var (exitCode, output) = await Tool.RunAsync("node", ["playground.mjs", PublishedServer.Path, name], Folder, TimeSpan.FromMinutes(4));
        Assert.True(exitCode == 0, output);
    }

    private static async Task InstallAsync()
    {
        Assert.True(File.Exists(PublishedServer.Path), $"{PublishedServer.Path} does not exist: run ./build.sh first, or ./build.sh test, which does.");
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(PublishedServer.Path)!, "playground", "index.html")), "The page is not beside the server: run ./build.sh playground.");
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")))
        {
            var (exitCode, output) = await Tool.RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Folder, TimeSpan.FromMinutes(5));
            Assert.True(exitCode == 0, $"npm ci in {Folder} failed: {output}");
        }
    }
}
