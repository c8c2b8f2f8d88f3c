using LocalCascade.Wire.Replay;

namespace LocalCascade.Wire.Tests.Replay;

public sealed class ReplayFileTests
{
    [Fact]
    public void What_was_written_is_read_again()
    {
        var path = Path.GetTempFileName();
        try
        {
            var answers = new Dictionary<string, string> { [ReplayKey.Of("a = ", "\n")] = "f(\"<x>\")\n\t\u2028😀", [ReplayKey.Of("b = ", null)] = "" };
            File.WriteAllText(path, new ReplayFile(ReplayFile.NameOfSimulated(0.6), "simulated cloud, 60 % right", answers).Write());
            var read = ReplayFile.Read(path);
            Assert.Equal(("teacher-forced-replay-simulated-60", "simulated cloud, 60 % right", 2), (read.Model, read.Source, read.Count));
            Assert.Equal("f(\"<x>\")\n\t\u2028😀", read.Find("a = ", "\n"));
            Assert.Equal("", read.Find("b = ", ""));
            Assert.Null(read.Find("c = ", ""));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"model\":\"qwen\",\"source\":\"x\"}\n")]
    [InlineData("{\"key\":\"a\",\"text\":\"b\"}\n")]
    [InlineData("{\"model\":\"teacher-forced-replay\",\"source\":\"x\"}\n{\"key\":\"a\"}\n")]
    [InlineData("{\"model\":\"teacher-forced-replay\",\"source\":\"x\"}\nnull\n")]
    [InlineData("not json\n")]
    public void A_file_that_is_no_recording_is_refused_with_its_line(string content)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, content);
            Assert.StartsWith("Line ", Assert.Throws<WireException>(() => ReplayFile.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_place_keeps_its_name_however_much_of_its_text_the_way_leaves()
    {
        var random = new Random(2);
        for (var round = 0; round < 500; round++)
        {
            var (prefix, suffix) = (Text(random, random.Next(3000)), Text(random, random.Next(2000)));
            var name = ReplayKey.Of(prefix, suffix);
            Assert.Equal(name, ReplayKey.Of(TextWindow.KeepEnd(prefix, random.Next(600, 2000)), TextWindow.KeepStart(suffix, random.Next(300, 1500))));
        }
    }

    [Theory]
    [InlineData("teacher-forced-replay-simulated-60", "teacher-forced replay of a simulated cloud, 60 % right")]
    [InlineData("teacher-forced-replay-qwen", "teacher-forced replay of qwen")]
    [InlineData("teacher-forced-replay", "teacher-forced replay of recorded answers")]
    [InlineData("qwen", null)]
    public void A_name_says_what_it_is(string model, string? description) => Assert.Equal(description, ReplayFile.Describe(model));

    private static string Text(Random random, int length)
    {
        var text = new System.Text.StringBuilder();
        while (text.Length < length)
        {
            // Lines longer than the window too, and characters of two halves.
            text.Append(random.Next(40) == 0 ? "\n" : random.Next(10) == 0 ? "😀" : ((char)('a' + random.Next(26))).ToString());
        }

        return text.ToString();
    }
}
