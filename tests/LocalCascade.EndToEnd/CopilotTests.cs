namespace LocalCascade.EndToEnd;

/// <summary>The published server as clients of GitHub's copilot-language-server drive it; the scenarios are in client/copilot.mjs.</summary>
public class CopilotTests
{
    [SkippableTheory]
    [InlineData("a-session-from-initialize-to-exit")]
    [InlineData("a-version-that-is-not-the-documents-is-refused")]
    [InlineData("versions-outlive-the-daemon")]
    [InlineData("a-newer-request-takes-the-older-ones-place")]
    [InlineData("older-clients-get-whole-lines")]
    [InlineData("a-client-that-opens-no-documents")]
    [InlineData("panels-in-both-forms")]
    [InlineData("what-is-not-done-here-is-answered-politely")]
    [InlineData("a-client-that-can-set-a-path-only")]
    [InlineData("the-status-of-our-own-clients-comes-again-from-the-next-daemon")]
    public async Task Scenario(string name)
    {
        Skip.If(OperatingSystem.IsWindows() && name.Contains("daemon", StringComparison.Ordinal), "The daemon is killed by a signal.");
        await Scenarios.RunAsync("copilot.mjs", name);
    }
}
