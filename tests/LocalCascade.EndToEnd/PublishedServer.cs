using System.Diagnostics;
using LocalCascade.Tests;

namespace LocalCascade.EndToEnd;

/// <summary>The server under test: the published one in dist/, which `./build.sh test` makes first.</summary>
internal static class PublishedServer
{
    public static string Path { get; } = Find();

    /// <summary>Gives a process a user's account of its own, and with it a daemon of its own.</summary>
    public static void Isolate(ProcessStartInfo start, string home)
    {
        foreach (var variable in new[] { "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME" })
        {
            start.Environment[variable] = home;
        }

        start.Environment["LOCALCASCADE_RUNTIME_DIR"] = System.IO.Path.Combine(home, "run");
    }

    private static string Find()
    {
        var named = Environment.GetEnvironmentVariable("LOCALCASCADE_UNDER_TEST");
        return !string.IsNullOrEmpty(named) ? named : RepositoryRoot.Combine("dist", OperatingSystem.IsWindows() ? "localcascade.exe" : "localcascade");
    }
}
