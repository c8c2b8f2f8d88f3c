namespace LocalCascade.EndToEnd;

/// <summary>The published server as several editors share it, and as it is killed under them; the scenarios are in client/daemon.mjs.</summary>
public class DaemonTests
{
    [SkippableTheory]
    [InlineData("three-editors-share-one-daemon-and-one-model")]
    [InlineData("each-editor-has-its-own-settings")]
    [InlineData("a-killed-daemon-is-replaced-and-the-answer-comes-late-utf-16")]
    [InlineData("a-killed-daemon-is-replaced-and-the-answer-comes-late-utf-8")]
    [InlineData("a-daemon-that-hangs-is-ended-and-the-answer-comes-late")]
    [InlineData("a-request-for-text-that-is-gone-is-not-asked-of-the-next-daemon")]
    [InlineData("settings-and-folders-outlive-the-daemon")]
    [InlineData("editors-that-start-at-once-make-one-daemon")]
    [InlineData("what-a-killed-daemon-left-behind-does-not-hinder")]
    [InlineData("a-stopped-daemon-comes-back-with-the-next-request")]
    [InlineData("a-session-without-a-daemon-ends-in-order")]
    [InlineData("sigterm-ends-the-daemon-in-order")]
    [InlineData("a-daemon-of-another-version-makes-way")]
    [InlineData("without-a-place-for-the-socket-the-relay-serves")]
    [InlineData("no-daemon-is-started-for-who-wants-none")]
    [InlineData("a-daemon-that-keeps-dying-is-given-up")]
    [InlineData("only-the-user-may-connect")]
    [InlineData("the-daemon-outlives-who-started-it-and-holds-none-of-its-pipes")]
    [InlineData("an-idle-daemon-leaves")]
    public async Task Scenario(string name)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Processes are frozen, killed and looked at by way of signals and /proc.");
        await Scenarios.RunAsync("daemon.mjs", name);
    }
}
