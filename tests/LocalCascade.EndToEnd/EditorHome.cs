using System.Diagnostics;
using LocalCascade.Tests;

namespace LocalCascade.EndToEnd;

/// <summary>An account that the tests of an editor share, and with it a daemon, which ends with them.</summary>
public sealed class EditorHome : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Gives a process this account, and the name of the server under test.</summary>
    public void Prepare(ProcessStartInfo start)
    {
        PublishedServer.Isolate(start, _folder.Path);
        start.Environment["XDG_CACHE_HOME"] = _folder.Path;
        start.Environment["LOCALCASCADE_UNDER_TEST"] = PublishedServer.Path;
    }

    public void Dispose()
    {
        if (File.Exists(PublishedServer.Path))
        {
            var stop = new ProcessStartInfo(PublishedServer.Path, ["daemon", "stop"]) { RedirectStandardOutput = true };
            PublishedServer.Isolate(stop, _folder.Path);
            using var process = Process.Start(stop)!;
            process.WaitForExit();
        }

        _folder.Dispose();
    }
}
