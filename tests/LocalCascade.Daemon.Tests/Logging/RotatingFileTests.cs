using LocalCascade.Daemon.Logging;
using LocalCascade.Tests;

namespace LocalCascade.Daemon.Tests.Logging;

public sealed class RotatingFileTests
{
    [Fact]
    public void A_full_file_is_kept_once_and_a_new_one_begun()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Combine("logs", "a.log");
        using (var file = new RotatingFile(path, maxBytes: 1000))
        {
            for (var i = 0; i < 200; i++)
            {
                file.WriteLine($"line {i:000}");
            }
        }

        Assert.InRange(new FileInfo(path).Length, 1, 1000);
        Assert.InRange(new FileInfo(path + ".1").Length, 1, 1000);
        Assert.EndsWith("line 199", File.ReadAllText(path).TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(path)!).Length);
    }

    [Fact]
    public void Two_writers_of_one_file_keep_each_others_lines()
    {
        using var folder = new TemporaryFolder();
        using (var first = new RotatingFile(folder.Combine("a.log")))
        using (var second = new RotatingFile(folder.Combine("a.log")))
        {
            for (var i = 0; i < 10; i++)
            {
                first.WriteLine($"first {i}");
                second.WriteLine($"the second {i}");
            }
        }

        Assert.Equal(Enumerable.Range(0, 10).SelectMany(i => new[] { $"first {i}", $"the second {i}" }), File.ReadAllLines(folder.Combine("a.log")));
    }

    [SkippableFact]
    public void Only_the_user_may_read_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using var folder = new TemporaryFolder();
        using var file = new RotatingFile(folder.Combine("a.log"));
        file.WriteLine("x");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
        }
    }

    [Fact]
    public void A_file_may_be_named_without_its_folder()
    {
        var name = $"localcascade-{Guid.NewGuid():N}.log";
        try
        {
            using (var file = new RotatingFile(name))
            {
                file.WriteLine("x");
            }

            Assert.Equal("x", File.ReadAllText(name).Trim());
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public void A_place_that_cannot_be_written_silences_the_log_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Combine("file"), "");
        using var file = new RotatingFile(folder.Combine("file", "a.log"));
        file.WriteLine("x");
        file.WriteLine("y");
    }
}
