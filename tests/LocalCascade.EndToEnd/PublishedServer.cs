using LocalCascade.Tests;

namespace LocalCascade.EndToEnd;

/// <summary>The server under test: the published one in dist/, which `./build.sh test` makes first.</summary>
internal static class PublishedServer
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var named = Environment.GetEnvironmentVariable("LOCALCASCADE_UNDER_TEST");
        return !string.IsNullOrEmpty(named) ? named : RepositoryRoot.Combine("dist", OperatingSystem.IsWindows() ? "localcascade.exe" : "localcascade");
    }
}
