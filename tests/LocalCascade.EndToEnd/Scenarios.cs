using LocalCascade.Tests;

namespace LocalCascade.EndToEnd;

/// <summary>Runs a scenario of client/ against the published server.</summary>
internal static class Scenarios
{
    private static readonly string Client = RepositoryRoot.Combine("tests", "LocalCascade.EndToEnd", "client");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    public static Task RunAsync(string script, string name) => RunAsync("node", [script, PublishedServer.Path, name], TimeSpan.FromMinutes(3));

    /// <summary>Runs a program, which runs a scenario, in their folder.</summary>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, TimeSpan limit)
    {
        await Installed.Value;
        var (exitCode, output) = await Tool.RunAsync(program, arguments, Client, limit);
        Assert.True(exitCode == 0, output);
    }

    private static async Task InstallAsync()
    {
        Assert.True(File.Exists(PublishedServer.Path), $"{PublishedServer.Path} does not exist: run ./build.sh first, or ./build.sh test, which does.");
        if (!Directory.Exists(Path.Combine(Client, "node_modules", "vscode-jsonrpc")))
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var (exitCode, output) = await Tool.RunAsync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Client, TimeSpan.FromMinutes(5));
            Assert.True(exitCode == 0, $"npm ci in {Client} failed: {output}");
        }
    }
}
