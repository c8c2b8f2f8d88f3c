using LocalCascade.Completion.Telemetry;
using LocalCascade.Tests;

namespace LocalCascade.Completion.Tests.Telemetry;

public sealed class PathHashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_keeps_its_digits_and_without_the_key_they_say_nothing()
    {
        var first = PathHash.FromFile(_folder.Combine("state", "telemetry.key")).Of("file:///w/a.cs");
        Assert.Matches("^[0-9a-f]{16}$", first);
        Assert.Equal(first, PathHash.FromFile(_folder.Combine("state", "telemetry.key")).Of("file:///w/a.cs"));
        Assert.NotEqual(first, PathHash.FromFile(_folder.Combine("state", "telemetry.key")).Of("file:///w/b.cs"));
        Assert.NotEqual(first, PathHash.FromFile(_folder.Combine("other.key")).Of("file:///w/a.cs"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Combine("state", "telemetry.key")));
        }
    }

    [Fact]
    public async Task Processes_that_begin_at_once_agree_on_one_key()
    {
        var hashes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => PathHash.FromFile(_folder.Combine("telemetry.key")).Of("file:///w/a.cs"))));
        Assert.Single(hashes.Distinct());
        Assert.Equal(["telemetry.key"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Where_no_key_can_be_kept_there_is_one_for_this_process() =>
        Assert.Matches("^[0-9a-f]{16}$", PathHash.FromFile(Path.Combine(_folder.Write("file"), "telemetry.key")).Of("file:///w/a.cs"));
}
