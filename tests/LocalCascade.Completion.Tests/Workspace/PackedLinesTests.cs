using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LocalCascade.Completion.Workspace;

namespace LocalCascade.Completion.Tests.Workspace;

public sealed class PackedLinesTests
{
    private static readonly string[] Pieces = ["a", " b", "\n", "\r\n", "\r", "foo(x)", "\n\n", "é", "日本", "\U0001F600", new string('x', 300), new string('ü', 300), ""];

    [Fact]
    public void Lines_are_those_of_the_text()
    {
        Prop.ForAll(Gen.Elements(Pieces).ListOf(12).Select(pieces => string.Concat(pieces)).ToArbitrary(), text =>
        {
            var lines = PackedLines.From(Encoding.UTF8.GetBytes(text), new LineCache(4));
            var expected = new List<string>();
            using var reader = new StringReader(text);
            while (reader.ReadLine() is { } line)
            {
                expected.Add(line);
            }

            if (expected.Count == 0)
            {
                expected.Add("");
            }

            Assert.Equal(expected.Count, lines.Count);

            // Of long lines the beginning is kept, in whole characters.
            Assert.All(expected.Zip(lines), pair =>
            {
                Assert.StartsWith(pair.Second.Text, pair.First, StringComparison.Ordinal);
                Assert.True(pair.Second.Text == pair.First || Encoding.UTF8.GetByteCount(pair.Second.Text) > PackedLines.MostBytes - 4, pair.First);
            });
            Assert.Equal(lines.Select(line => line.Text), PackedLines.From(expected, new LineCache(4)).Select(line => line.Text));
        }).QuickCheckThrowOnFailure();
    }
}
